package org.tag2mask.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tag2mask.models.backbone.Backbones;
import org.tag2mask.models.network.NamedOptions;

/**
 * What a training step of each method costs beside one of plain maps: the same trunk (MobileNetV2
 * at output stride 16 unless told otherwise), the same 16 images. Pairs are eight images and their
 * eight partners. Methods of transformers are measured on deit trunks alone, segmenters beside the
 * small ASPP and without the trunk's last layer. Each method trains in a process of its own, so
 * that its memory is its own.
 */
final class MethodsBenchmark {
  /** A method: the options it adds to the trunk, its head and its objective. */
  private record Method(String name, String options, String head, String objective) {
    String network(NamedOptions trunk) {
      String own = options.isEmpty() ? "x" : "x[" + options + "]";
      Map<String, String> all = new TreeMap<>(trunk.options());
      all.putAll(NamedOptions.parse(own, "options").options());
      return new NamedOptions(trunk.name(), all).text();
    }
  }

  private static final Method PLAIN = new Method("cam", "", "cam", "tags");

  private static final List<Method> CONVOLUTIONAL =
      List.of(
          PLAIN,
          new Method("oaa (max)", "", "cam", "tags[accumulate=max,accumulate_from=0]"),
          new Method("decoupled", "", "decoupled", "tags[classes=sum]"),
          new Method("vwe", "words=256", "vwe", "vwe"),
          new Method("mcis", "", "mcis", "mcis"),
          new Method("mcis, three copies", "", "mcis", "mcis[self=flip-0.75-2]"),
          new Method("mcis with seam", "seam=yes", "mcis", "mcis[seam=0.3]"),
          new Method("seam", "", "seam", "seam"),
          new Method("seam on cells", "", "seam", "seam[grid=cells]"));

  private static final List<Method> TRANSFORMERS =
      List.of(
          PLAIN,
          new Method("tscam", "", "tscam", "tags"),
          new Method("mctformer v1", "variant=v1", "mctformer", "mctformer[variant=v1]"),
          new Method("mctformer v2", "", "mctformer", "mctformer"),
          new Method("mctformer+", "variant=plus", "mctformer", "mctformer[variant=plus]"));

  private static final List<Method> SEGMENTERS =
      List.of(
          new Method("aspp", "", "aspp", "segmentation"),
          new Method("aspp, at pixels", "", "aspp", "segmentation[grid=full]"),
          new Method("aspp, rare classes", "", "aspp", "segmentation[class_weights=rare]"),
          new Method("largefov", "", "largefov", "segmentation"),
          new Method("deeplab v2", "", "deeplab_v2", "segmentation"),
          new Method(
              "deeplab v2, 3 scales",
              "",
              "deeplab_v2",
              "segmentation[scales=1-0.5-0.75,maximum=yes]"),
          new Method("deeplab v3", "", "deeplab_v3", "segmentation"),
          new Method("cian, no pairs", "", "cian", "cian[branches=self,completion=none]"),
          new Method("cian", "", "cian", "cian"),
          new Method("cian, 3 references", "group=4", "cian", "cian[group=4]"));

  private MethodsBenchmark() {}

  static void run(List<String> arguments) throws Exception {
    String text = arguments.size() > 1 ? arguments.get(1) : "mobilenet_v2[output_stride=16]";
    NamedOptions trunk = NamedOptions.parse(text, "network");
    boolean tokens = Backbones.named(trunk.name()).options().contains("class_tokens");
    measure(arguments, trunk, tokens ? TRANSFORMERS : CONVOLUTIONAL);
  }

  static void segmenters(List<String> arguments) throws Exception {
    String text =
        arguments.size() > 1 ? arguments.get(1) : "mobilenet_v2[output_stride=16,last=17]";
    measure(arguments, NamedOptions.parse(text, "network"), SEGMENTERS);
  }

  /** Measures the methods in order; the first is what the others are compared with. */
  private static void measure(List<String> arguments, NamedOptions trunk, List<Method> methods)
      throws IOException {
    int steps = arguments.isEmpty() ? 8 : Integer.parseInt(arguments.get(0));
    int side = arguments.size() > 2 ? Integer.parseInt(arguments.get(2)) : 224;
    System.out.printf(
        Locale.ROOT,
        "%s, 16 images of %d x %d, median of %d steps%n",
        trunk.text(),
        side,
        side,
        steps);
    System.out.printf(
        Locale.ROOT, "%-20s %10s %10s %10s%n", "method", "s a step", "over first", "peak MB");
    double plain = Double.NaN;
    for (Method method : methods) {
      Cost cost = cost(method, trunk, side, steps);
      plain = method == methods.get(0) ? cost.seconds() : plain;
      System.out.printf(
          Locale.ROOT,
          "%-20s %10.3f %10.2f %10.0f%n",
          method.name(),
          cost.seconds(),
          cost.seconds() / plain,
          cost.megabytes());
    }
  }

  /** What a step takes, and the most resident memory the training ever had. */
  private record Cost(double seconds, double megabytes) {}

  private static Cost cost(Method method, NamedOptions trunk, int side, int steps)
      throws IOException {
    List<String> arguments =
        List.of(
            method.network(trunk),
            method.head(),
            method.objective(),
            Integer.toString(side),
            Integer.toString(steps));
    String[] answer =
        JavaProcess.run(List.of(), CostOfMethod.class, arguments, true, CostOfMethod.ANSWER)
            .split(" ");
    return new Cost(Double.parseDouble(answer[0]), Double.parseDouble(answer[1]));
  }
}
