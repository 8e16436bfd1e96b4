package org.tag2mask.cli.option;

import com.beust.jcommander.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.cli.Suggestion;
import org.tag2mask.cli.UsageException;
import org.tag2mask.crf.CrfPreset;
import org.tag2mask.crf.CrfSettings;
import org.tag2mask.crf.PairwiseKernel;

/**
 * The dense CRF's kernels: a preset and what differs from it. Each number may be a list, whose
 * combinations a sweep tries.
 */
public final class KernelOptions {
  /** The most combinations a sweep tries. */
  public static final int MOST = 200;

  /** Name of a preset. */
  @Parameter(
      names = "--crf",
      order = 20,
      placeholder = "NAME",
      description = "settings named after a paper; default irn for labels, deeplab otherwise")
  public String preset;

  @Parameter(
      names = "--iterations",
      order = 21,
      placeholder = "N[,N]",
      description = "mean-field updates, instead of the preset's")
  private String iterations;

  @Parameter(
      names = "--sxy",
      order = 22,
      placeholder = "S[,S]",
      description = "deviation of the smoothness kernel, pixels")
  private String sxy;

  @Parameter(
      names = "--weight",
      order = 23,
      placeholder = "W[,W]",
      description = "weight of the smoothness kernel")
  private String weight;

  @Parameter(
      names = "--bilateral-sxy",
      order = 24,
      placeholder = "S[,S]",
      description = "position deviation of the appearance kernel, pixels")
  private String bilateralSxy;

  @Parameter(
      names = "--bilateral-srgb",
      order = 25,
      placeholder = "S[,S]",
      description = "colour deviation of the appearance kernel, grey levels")
  private String bilateralSrgb;

  @Parameter(
      names = "--bilateral-weight",
      order = 26,
      placeholder = "W[,W]",
      description = "weight of the appearance kernel")
  private String bilateralWeight;

  /**
   * One combination.
   *
   * @param numbers the six numbers by option name, in order
   * @param settings the CRF
   */
  public record Combination(Map<String, Double> numbers, CrfSettings settings) {}

  /**
   * All combinations of the given numbers, the preset's where none is given.
   *
   * @param otherwise the preset where none is named
   * @throws UsageException for an unknown name, a number out of range, or too many combinations
   */
  public List<Combination> combinations(String otherwise) {
    String name = preset == null ? otherwise : preset;
    if (!CrfPreset.names().contains(name)) {
      throw new UsageException(
          "there are no CRF settings '"
              + name
              + "'"
              + Suggestion.among(name, CrfPreset.names())
              + "; expected one of "
              + String.join(", ", CrfPreset.names()));
    }
    CrfSettings base = CrfPreset.named(name).settings();
    PairwiseKernel.Gaussian smooth = (PairwiseKernel.Gaussian) base.kernels().get(0);
    PairwiseKernel.Bilateral colour = (PairwiseKernel.Bilateral) base.kernels().get(1);
    Map<String, List<Double>> lists = new LinkedHashMap<>();
    lists.put("iterations", numbers("--iterations", iterations, base.iterations()));
    lists.put("sxy", numbers("--sxy", sxy, smooth.sx()));
    lists.put("weight", numbers("--weight", weight, smooth.weight()));
    lists.put("bilateral_sxy", numbers("--bilateral-sxy", bilateralSxy, colour.sx()));
    lists.put("bilateral_srgb", numbers("--bilateral-srgb", bilateralSrgb, colour.sr()));
    lists.put("bilateral_weight", numbers("--bilateral-weight", bilateralWeight, colour.weight()));
    List<Map<String, Double>> rows = List.of(Map.of());
    for (Map.Entry<String, List<Double>> list : lists.entrySet()) {
      List<Map<String, Double>> longer = new ArrayList<>();
      for (Map<String, Double> row : rows) {
        for (double value : list.getValue()) {
          Map<String, Double> copy = new LinkedHashMap<>(row);
          copy.put(list.getKey(), value);
          longer.add(copy);
        }
      }
      rows = longer;
      if (rows.size() > MOST) {
        throw new UsageException(
            "the lists give more than " + MOST + " combinations; shorten one of them");
      }
    }
    return rows.stream().map(row -> new Combination(row, settings(row))).toList();
  }

  private static CrfSettings settings(Map<String, Double> row) {
    double iterations = row.get("iterations");
    if (iterations != Math.rint(iterations)) {
      throw new UsageException("--iterations is " + iterations + ", expected whole numbers");
    }
    try {
      return CrfSettings.of(
          (int) iterations,
          row.get("sxy"),
          row.get("weight"),
          row.get("bilateral_sxy"),
          row.get("bilateral_srgb"),
          row.get("bilateral_weight"));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static List<Double> numbers(String option, String text, double otherwise) {
    if (text == null) {
      return List.of(otherwise);
    }
    List<Double> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        values.add(Double.parseDouble(part.strip()));
      } catch (NumberFormatException e) {
        throw new UsageException(
            option + " is '" + text + "', expected a number or numbers between commas");
      }
    }
    return values;
  }
}
