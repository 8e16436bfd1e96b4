package org.tag2mask.cli.plot;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.tag2mask.cli.evaluation.SweepRow;
import org.tag2mask.runtime.file.AtomicFile;
import org.tag2mask.runtime.recipe.Background;

/**
 * {@code sweep.svg}: mIoU over the background, a line for each walk; over the steps, a line for
 * each exponent, where only one background was tried.
 */
public final class SweepCurves {
  private SweepCurves() {}

  /** What lies along the axis. */
  private enum Along {
    STEPS,
    BACKGROUND;

    static Along of(List<SweepRow> rows) {
      boolean oneBackground = rows.stream().map(SweepRow::background).distinct().count() == 1;
      boolean walks = rows.stream().anyMatch(row -> row.walk().isPresent());
      return oneBackground && walks ? STEPS : BACKGROUND;
    }

    String title(Background.Score background) {
      if (this == STEPS) {
        return "steps of the walk";
      }
      if (background instanceof Background.AlphaPower) {
        return "background alpha";
      }
      return background instanceof Background.Otsu
          ? "distance from Otsu's threshold"
          : "background threshold";
    }

    double place(SweepRow row) {
      return this == STEPS ? row.steps() : row.backgroundNumber();
    }

    /** Along steps, the maps without a walk begin the line of every exponent. */
    Map<String, List<SweepRow>> lines(List<SweepRow> rows) {
      Map<String, List<SweepRow>> lines = new LinkedHashMap<>();
      if (this == BACKGROUND) {
        rows.forEach(row -> lines.computeIfAbsent(row.walkText(), w -> new ArrayList<>()).add(row));
        return lines;
      }
      List<SweepRow> unwalked = rows.stream().filter(row -> row.walk().isEmpty()).toList();
      rows.stream()
          .filter(row -> row.walk().isPresent())
          .forEach(
              row ->
                  lines
                      .computeIfAbsent("beta " + row.beta(), b -> new ArrayList<>(unwalked))
                      .add(row));
      return lines;
    }
  }

  /**
   * Draws the curves.
   *
   * @param rows at least one; in the order of walks, then backgrounds
   * @param title what was scored
   * @param file the SVG file to write
   * @throws IOException when it cannot be written
   */
  public static void draw(List<SweepRow> rows, String title, Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Along along = Along.of(rows);
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle(along.title(rows.get(0).background()))
            .yAxisTitle("mIoU, %")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    along
        .lines(rows)
        .forEach(
            (name, points) ->
                chart.addSeries(
                    name,
                    points.stream().map(along::place).toList(),
                    points.stream().map(row -> 100 * row.scores().meanIou()).toList()));
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    AtomicFile.write(file, svg.toByteArray());
  }
}
