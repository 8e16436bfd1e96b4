package org.tag2mask.trainer.golden;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tag2mask.models.params.Tensor;

/** Finds the network of ours for a golden run, by the list of its parameters and its entry. */
final class PublicNetworks {
  private static final Pattern SIZED = Pattern.compile("(.*)_([tsb])");
  private static final Map<String, String> SIZES =
      Map.of("t", "deit_tiny", "s", "deit_small", "b", "deit_base");

  private PublicNetworks() {}

  /** The network; empty for runs of other things. */
  static Optional<PublicNetwork> of(GoldenCase c) {
    if (!c.hasImage()) {
      return Optional.empty();
    }
    Matcher sized = SIZED.matcher(c.parameters());
    if (sized.matches()) {
      return transformer(c, sized.group(1), SIZES.get(sized.group(2)));
    }
    if (c.parameters().matches("resnet(18|50|101)")) {
      return Optional.of(PublicNetwork.trunk(c.parameters() + strides(c), PublicNetwork::taps));
    }
    return Optional.ofNullable(
        switch (c.parameters()) {
          case "psa_resnet38d" -> renamed(PublicNetwork.trunk("resnet38", PublicNetwork::taps));
          case "psa_vgg16d" -> PublicNetwork.trunk(largeFov(c, ""), PublicNetwork::taps);
          case "vgg16_cian" -> PublicNetwork.trunk("vgg16[variant=cian]", PublicNetwork::taps);
          case "vgg16_mcis_D1" -> PublicNetwork.trunk("vgg16[variant=d1]", PublicNetwork::taps);
          case "vgg16_s8_tv" -> PublicNetwork.trunk("vgg16[variant=s8]", PublicNetwork::taps);
          case "psa_resnet38_cls" -> scored(c, "resnet38[layer=fc8]");
          case "psa_vgg16_cls" -> scored(c, largeFov(c, ",layer=fc8,root=yes"));
          case "irn_resnet50_cam" -> irn(c);
          case "vwe_resnet50_k64" -> visualWords(c);
          case "seam_resnet38" -> seam(c);
          case "deeplabv2_r101_msc" -> deepLab(c);
          default -> null;
        });
  }

  private static Optional<PublicNetwork> transformer(GoldenCase c, String method, String backbone) {
    return Optional.ofNullable(
        switch (method) {
          case "vit_deit" -> deit(c, backbone);
          case "semformer_vit" -> gridTrunk(backbone);
          case "semformer_seg" -> segmentor(c, backbone);
          case "tscam_deit" -> tsCam(c, backbone);
          case "mctv1_deit" -> mctFormer(c, "v1", backbone);
          case "mctv2_deit" -> mctFormer(c, "v2", backbone);
          case "mctplus_deit" -> mctFormer(c, "plus", backbone);
          default -> null;
        });
  }

  /** The output stride that stages with dilation instead of stride leave. */
  private static String strides(GoldenCase c) {
    int dilated = c.entry().split("True", -1).length - 1;
    return "[output_stride=" + (32 >> dilated) + "]";
  }

  private static String largeFov(GoldenCase c, String more) {
    Matcher dilation = Pattern.compile("fc6_dilation=(\\d+)").matcher(c.entry());
    String fc6 = dilation.find() ? dilation.group(1) : "1";
    return "vgg16_largefov[fc6_dilation=" + fc6 + ",pool5=no" + more + "]";
  }

  /** AffinityNet's sums are named by their stage alone with us. */
  private static PublicNetwork renamed(PublicNetwork trunk) {
    return trunk.withRun(
        (forward, image) -> {
          Map<String, Tensor> outputs = new LinkedHashMap<>();
          PublicNetwork.taps(forward.apply(image))
              .forEach(
                  (name, map) -> outputs.put(name.matches("b\\d") ? name + "_out" : name, map));
          return outputs;
        });
  }

  private static PublicNetwork scored(GoldenCase c, String text) {
    return PublicNetwork.of(
        text, classes(c, "logits"), o -> Map.of("logits", o.get("score"), "cam", o.get("cam")));
  }

  /** An image and its mirror image; their maps are added. */
  private static PublicNetwork irn(GoldenCase c) {
    Function<Map<String, Tensor>, Map<String, Tensor>> merged =
        o -> {
          Tensor cam = o.get("cam");
          Tensor sum = Tensors.sum(Tensors.one(cam, 0), Tensors.mirrored(Tensors.one(cam, 1)));
          return Map.of("logits", o.get("score"), "cam", sum);
        };
    return PublicNetwork.of("resnet50[output_stride=16,dilated=no]", classes(c, "logits"), merged)
        .withNames(name -> name.startsWith("classifier") ? name : "resnet50." + name);
  }

  private static PublicNetwork visualWords(GoldenCase c) {
    int words = classes(c, "word_logits");
    return PublicNetwork.of(
            "resnet50[output_stride=16,dilated=no]+vwe[words=" + words + "]",
            classes(c, "cls_logits"),
            o -> {
              Map<String, Tensor> outputs = new LinkedHashMap<>(WordStatistics.of(o));
              outputs.put("x4", o.get("features"));
              outputs.put("hspp", Tensors.shaped(o.get("pooled"), 2, 2048, 1, 1));
              outputs.put("cls_logits", o.get("score"));
              outputs.put("word_hist_logits", o.get("word_image_score"));
              outputs.put("word_logits", o.get("word_score"));
              outputs.put("cam", o.get("cam"));
              return outputs;
            })
        .withNames(
            name -> name.matches("(classifier|fc_a|fc_b|VWE)\\..*") ? name : "resnet." + name);
  }

  /** The public network brings its maps to the size of the image. */
  private static PublicNetwork seam(GoldenCase c) {
    int[] size = c.output("cam").orElseThrow().shape();
    return PublicNetwork.of(
        "resnet38+seam",
        classes(c, "fc8_logits") - 1,
        o ->
            Map.of(
                "fc8_logits", o.get("logits"),
                "cam", Tensors.aligned(o.get("logits"), size[2], size[3]),
                "cam_rv", Tensors.aligned(o.get("refined"), size[2], size[3])));
  }

  /** Logits, and the largest of those at scales 1, 0.5 and 0.75. */
  private static PublicNetwork deepLab(GoldenCase c) {
    PublicNetwork network =
        PublicNetwork.of(
            "resnet101_caffe+deeplab_v2", classes(c, "logits") - 1, PublicNetwork::taps);
    return network
        .withNames(name -> "base." + name)
        .withRun(
            (forward, image) -> {
              Map<String, Tensor> whole = forward.apply(image);
              Map<String, Tensor> outputs = new LinkedHashMap<>(PublicNetwork.taps(whole));
              Tensor logits = whole.get("logits");
              Tensor largest = logits;
              for (double scale : new double[] {0.5, 0.75}) {
                int height = (int) (image.shape()[2] * scale);
                int width = (int) (image.shape()[3] * scale);
                Tensor small = Tensors.resized(image, height, width, scale, scale);
                Tensor at = forward.apply(small).get("logits");
                int h = logits.shape()[2];
                int w = logits.shape()[3];
                double rows = (double) h / at.shape()[2];
                double columns = (double) w / at.shape()[3];
                largest = Tensors.larger(largest, Tensors.resized(at, h, w, rows, columns));
              }
              outputs.put("logits", logits);
              outputs.put("msc", largest);
              return outputs;
            });
  }

  /** DeiT with its dense layer of ImageNet's classes, which we leave out, on the class token. */
  private static PublicNetwork deit(GoldenCase c, String backbone) {
    return PublicNetwork.trunk(
        backbone,
        o -> {
          Map<String, Tensor> outputs = PublicNetwork.taps(o);
          outputs.put("pos_embed_used", outputs.get("positions"));
          outputs.put("attn_mean", PublicNetwork.attention(o, 0, 12));
          for (int i = 0; i < 12; i++) {
            outputs.put("block" + i + "_tokens", outputs.get("block." + i));
          }
          Tensor first = Tensors.part(outputs.get("tokens"), 1, 0, 1);
          outputs.put("logits", imageNetLogits(first, c));
          return outputs;
        });
  }

  private static Tensor imageNetLogits(Tensor token, GoldenCase c) {
    int width = token.shape()[2];
    int batch = token.shape()[0];
    int classes = classes(c, "logits");
    float[] weight =
        FormulaWeights.tensor("head.weight", new int[] {classes, width}, c.gain()).values();
    float[] bias = FormulaWeights.tensor("head.bias", new int[] {classes}, c.gain()).values();
    float[] logits = new float[batch * classes];
    for (int i = 0; i < logits.length; i++) {
      double sum = bias[i % classes];
      for (int d = 0; d < width; d++) {
        sum += weight[i % classes * width + d] * token.values()[i / classes * width + d];
      }
      logits[i] = (float) sum;
    }
    return new Tensor(new int[] {batch, classes}, logits);
  }

  /** SemFormer's trunk, by itself on patch tokens alone, with positions for 224 pixels. */
  private static PublicNetwork gridTrunk(String backbone) {
    return PublicNetwork.trunk(
            backbone + "[layout=semformer,class_tokens=0,grid=14]",
            o ->
                Map.of(
                    "tokens", o.get("tap.tokens"),
                    "attn_mean", PublicNetwork.attention(o, 0, 12),
                    "pos_embed_used", o.get("tap.positions")))
        .withNames(name -> name.replace("segmentor.backbone.", ""));
  }

  private static PublicNetwork segmentor(GoldenCase c, String backbone) {
    int labels = classes(c, "seg_logits");
    Matcher size = Pattern.compile("class_dim=(\\d+)").matcher(c.entry());
    Matcher grid = Pattern.compile("pos_embed_size=(\\d+)").matcher(c.entry());
    String text =
        backbone
            + "+semformer[class_dim="
            + (size.find() ? size.group(1) : "256")
            + ",grid="
            + (grid.find() ? grid.group(1) : "28")
            + "]";
    return PublicNetwork.of(
        text,
        labels - 1,
        o -> {
          Tensor attention = PublicNetwork.attention(o, 8, 12);
          int tokens = attention.shape()[3];
          Tensor cra = Tensors.part(Tensors.part(attention, 2, 0, labels), 3, labels, tokens);
          return Map.of(
              "tokens", o.get("tap.tokens"),
              "seg_logits", o.get("logits"),
              "cra_mean_last4", cra,
              "cra_norm", o.get("cra"),
              "cams0", Tensors.one(o.get("cam"), 0),
              "cams1_unflipped", Tensors.mirrored(Tensors.one(o.get("cam"), 1)));
        });
  }

  private static PublicNetwork tsCam(GoldenCase c, String backbone) {
    return PublicNetwork.of(
        backbone + "+tscam",
        classes(c, "logits"),
        o -> {
          Tensor tokens = o.get("tap.tokens");
          int[] all = tokens.shape();
          Tensor first = Tensors.part(tokens, 1, 0, 1);
          return Map.of(
              "cls_token", Tensors.shaped(first, all[0], all[2]),
              "patch_tokens", Tensors.part(tokens, 1, 1, all[1]),
              "attn_sum_cls", Tensors.shaped(o.get("attention"), all[0], all[1] - 1),
              "logits", o.get("score"),
              "cams", o.get("signed_cam"));
        });
  }

  private static PublicNetwork mctFormer(GoldenCase c, String variant, String backbone) {
    String text =
        backbone
            + "+mctformer[variant="
            + variant
            + ",attention_blocks="
            + c.settings().get("n_layers")
            + "]";
    return PublicNetwork.of(
        text,
        classes(c, "cls_logits"),
        o -> {
          Map<String, Tensor> outputs = new LinkedHashMap<>(o);
          outputs.put("cls_logits", o.get("class_score"));
          outputs.put("patch_logits", o.get("patch_score"));
          outputs.put("patch_attn_sum", o.get("patch_attention"));
          outputs.put("refined_cam", o.get("cam"));
          outputs.put("x_logits", o.get("score"));
          return outputs;
        });
  }

  private static int classes(GoldenCase c, String output) {
    return c.output(output)
        .orElseThrow(() -> new AssertionError(c + " has no " + output))
        .shape()[1];
  }
}
