package org.tag2mask.runtime.contract;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.image.RgbImage;
import org.tag2mask.runtime.json.JsonObject;

/**
 * How pixels 0..255 become a network's input: {@code (pixel - mean) / std} per channel, in the
 * network's channel order.
 *
 * @param place whether the model file does it or its host must
 * @param order channel order of the network; {@code mean} and {@code std} are in this order too
 * @param mean three values on the scale 0..255
 * @param std three values on the scale 0..255, above 0
 */
public record Preprocessing(Place place, ChannelOrder order, List<Double> mean, List<Double> std) {

  /** Who preprocesses. */
  public enum Place {
    /** The graph: input {@code image} is uint8 {@code [N,H,W,3]} RGB. */
    INSIDE,
    /** The host: the input is float32 {@code [N,3,H,W]}, ready for the network. */
    OUTSIDE
  }

  /** The order of colour channels. */
  public enum ChannelOrder {
    /** Red first. */
    RGB,
    /** Blue first, as Caffe models expect. */
    BGR
  }

  /** Checks the values. */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3 || std.stream().anyMatch(s -> !(s > 0))) {
      throw new ModelContractException(
          "preprocessing needs 3 mean and 3 std values on the scale 0..255, std above 0; found mean "
              + mean
              + " std "
              + std);
    }
  }

  /**
   * The usual ImageNet statistics (torchvision), on the scale 0..255, RGB.
   *
   * @param place who does it
   * @return the preprocessing
   */
  public static Preprocessing imageNet(Place place) {
    return new Preprocessing(
        place,
        ChannelOrder.RGB,
        List.of(0.485 * 255, 0.456 * 255, 0.406 * 255),
        List.of(0.229 * 255, 0.224 * 255, 0.225 * 255));
  }

  /**
   * Writes an image as one float plane a channel.
   *
   * @param image the image; not modified
   * @param out receives {@code [3][H][W]} at its position, which moves on; needs 3*H*W remaining
   */
  public void apply(RgbImage image, FloatBuffer out) {
    byte[] rgb = image.array();
    float[] table = new float[256];
    for (int c = 0; c < 3; c++) {
      for (int v = 0; v < 256; v++) {
        table[v] = (float) ((v - mean.get(c)) / std.get(c));
      }
      int source = order == ChannelOrder.RGB ? c : 2 - c;
      for (int i = source; i < rgb.length; i += 3) {
        out.put(table[rgb[i] & 0xff]);
      }
    }
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("place", place.name().toLowerCase(java.util.Locale.ROOT));
    map.put("order", order.name());
    map.put("mean", mean);
    map.put("std", std);
    return map;
  }

  static Preprocessing from(JsonObject json) {
    json.refuseUnknown(Set.of("place", "order", "mean", "std"));
    return new Preprocessing(
        json.oneOf("place", Place.class),
        json.oneOf("order", ChannelOrder.class),
        json.numbers("mean"),
        json.numbers("std"));
  }
}
