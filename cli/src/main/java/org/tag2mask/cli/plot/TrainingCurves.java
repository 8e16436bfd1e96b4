package org.tag2mask.cli.plot;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.trainer.ValidationMetrics;

/** {@code curves.png}: loss and validation score of a training over its steps. */
public final class TrainingCurves {
  /** Steps whose losses are averaged to one point, for a readable line. */
  private static final int POINTS = 200;

  /** Points of a line. */
  private static final class Line {
    private final List<Double> x = new ArrayList<>();
    private final List<Double> y = new ArrayList<>();
    private String title;

    Line(String title) {
      this.title = title;
    }

    List<Double> x() {
      return x;
    }

    List<Double> y() {
      return y;
    }

    void add(double at, double value) {
      x.add(at);
      y.add(value);
    }
  }

  private TrainingCurves() {}

  /**
   * Draws the curves; without a single step nothing is drawn.
   *
   * @param metrics {@code metrics.jsonl} of a run folder
   * @param image the PNG file to write
   * @throws IOException when a file cannot be read or written
   */
  public static void draw(Path metrics, Path image) throws IOException {
    if (!Files.exists(metrics)) {
      return;
    }
    Line loss = new Line("loss");
    Line score = new Line("score");
    for (String text : Files.readAllLines(metrics)) {
      read(text, loss, score);
    }
    if (loss.x().isEmpty()) {
      return;
    }
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder().width(900).height(500).title("training").xAxisTitle("step").build();
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.setYAxisGroupTitle(0, "loss");
    Line mean = averaged(loss);
    chart.addSeries("loss", mean.x(), mean.y()).setMarker(SeriesMarkers.NONE);
    if (!score.x().isEmpty()) {
      chart.addSeries("validation " + score.title, score.x(), score.y()).setYAxisGroup(1);
      chart.setYAxisGroupTitle(1, score.title);
      chart.getStyler().setYAxisMin(1, 0.0);
      chart.getStyler().setYAxisMax(1, 1.0);
    }
    byte[] png = BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG);
    AtomicFile.write(image, png);
  }

  private static void read(String text, Line loss, Line score) {
    try {
      JsonObject line = Json.parseObject(text, "metrics.jsonl");
      if (line.string("event").equals("train")) {
        loss.add(line.number("step"), line.number("loss"));
      } else if (line.string("event").equals("validation")) {
        score.add(line.number("step"), line.number("score"));
        score.title = label(line.string("measure"));
      }
    } catch (JsonException e) {
      // A line torn by a crash, or a score that does not exist: there is no point to draw.
    }
  }

  private static String label(String measure) {
    for (ValidationMetrics.Measure known : ValidationMetrics.Measure.values()) {
      if (known.key().equals(measure)) {
        return known.label();
      }
    }
    return measure;
  }

  private static Line averaged(Line line) {
    int group = Math.max(1, line.x().size() / POINTS);
    Line mean = new Line(line.title);
    for (int from = 0; from < line.x().size(); from += group) {
      int to = Math.min(line.x().size(), from + group);
      mean.add(
          line.x().get(to - 1),
          line.y().subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0));
    }
    return mean;
  }
}
