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

/** {@code sweep.svg}: mIoU over the background, a line for each walk. */
public final class SweepCurves {
  private SweepCurves() {}

  private static String axis(Background.Score background) {
    if (background instanceof Background.AlphaPower) {
      return "background alpha";
    }
    return background instanceof Background.Otsu
        ? "distance from Otsu's threshold"
        : "background threshold";
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
    Map<String, List<SweepRow>> lines = new LinkedHashMap<>();
    rows.forEach(row -> lines.computeIfAbsent(row.walkText(), w -> new ArrayList<>()).add(row));
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .title(title)
            .xAxisTitle(axis(rows.get(0).background()))
            .yAxisTitle("mIoU, %")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    lines.forEach(
        (name, points) ->
            chart.addSeries(
                name,
                points.stream().map(SweepRow::backgroundNumber).toList(),
                points.stream().map(row -> 100 * row.scores().meanIou()).toList()));
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
    AtomicFile.write(file, svg.toByteArray());
  }
}
