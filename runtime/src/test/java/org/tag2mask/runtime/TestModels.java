package org.tag2mask.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.Preprocessing.ChannelOrder;
import org.tag2mask.runtime.contract.Preprocessing.Place;
import org.tag2mask.runtime.contract.Provenance;
import org.tag2mask.runtime.contract.ScalesInside;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.session.ModelOptions;

/** The tiny models of make_models.py, and their answers computed by hand. */
public final class TestModels {
  public static final ModelOptions CPU = ModelOptions.defaults().withIntraThreads(1);

  private TestModels() {}

  public static Path path(String name) {
    try {
      return Path.of(TestModels.class.getResource("/runtime/models/" + name + ".onnx").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static byte[] bytes(String name) {
    try (InputStream in =
        TestModels.class.getResourceAsStream("/runtime/models/" + name + ".onnx")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The contract of foreign.onnx, which says nothing about itself. */
  public static ModelContract foreignContract() {
    return new ModelContract(
        ModelRole.CLASSIFIER,
        "cam",
        Optional.of(ClassNames.of(List.of("background", "red", "green"))),
        new Preprocessing(
            Place.OUTSIDE, ChannelOrder.RGB, List.of(0.0, 0.0, 0.0), List.of(255.0, 255.0, 255.0)),
        4,
        ScalesInside.PLAIN,
        "x",
        Map.of("cam", "maps", "score", "logits"),
        Optional.empty(),
        Provenance.UNKNOWN);
  }

  /** cam [2][h][w] of the network, by its definition in make_models.py. */
  public static float[] cam(RgbImage image) {
    int h = (image.height() + 3) / 4;
    int w = (image.width() + 3) / 4;
    float[] cam = new float[2 * h * w];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        float r = image.sample(x, y, 0) / 255f;
        float g = image.sample(x, y, 1) / 255f;
        float b = image.sample(x, y, 2) / 255f;
        int cell = y / 4 * w + x / 4;
        cam[cell] += Math.max(0, r - 0.5f * g - 0.5f * b) / 16;
        cam[h * w + cell] += Math.max(0, g - 0.5f * r - 0.5f * b) / 16;
      }
    }
    return cam;
  }

  /** score [2] of the network. */
  public static float[] score(RgbImage image) {
    float[] cam = cam(image);
    float[] score = new float[2];
    int cells = cam.length / 2;
    int w = (image.width() + 3) / 4;
    for (int i = 0; i < cam.length; i++) {
      score[i / cells] += 8 * cam[i] / cells;
      if (i % w == 0) {
        score[i / cells] += 2 * cam[i] / (cells / w);
      }
    }
    score[0] -= 1;
    score[1] -= 1;
    return score;
  }

  /** logits [3][h][w] of segmenter.onnx, by its definition in make_models.py. */
  public static float[] logits(RgbImage image) {
    int h = (image.height() + 3) / 4;
    int w = (image.width() + 3) / 4;
    float[] logits = new float[3 * h * w];
    java.util.Arrays.fill(logits, 0, h * w, 1);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        float r = image.sample(x, y, 0) / 255f;
        float g = image.sample(x, y, 1) / 255f;
        float b = image.sample(x, y, 2) / 255f;
        int cell = y / 4 * w + x / 4;
        logits[h * w + cell] += 5 * (r - 0.5f * g - 0.5f * b) / 16;
        logits[2 * h * w + cell] += 5 * (g - 0.5f * r - 0.5f * b) / 16;
      }
    }
    return logits;
  }

  /** A grey picture with a red square on its left and a green one on its right. */
  public static RgbImage squares(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean inRows = y >= height / 4 && y < 3 * height / 4;
        boolean red = inRows && x >= width / 8 && x < 3 * width / 8;
        boolean green = inRows && x >= 5 * width / 8 && x < 7 * width / 8;
        int at = 3 * (y * width + x);
        rgb[at] = (byte) (red ? 230 : green ? 20 : 120);
        rgb[at + 1] = (byte) (green ? 230 : red ? 20 : 120);
        rgb[at + 2] = (byte) (red || green ? 20 : 120);
      }
    }
    return RgbImage.wrap(width, height, rgb);
  }
}
