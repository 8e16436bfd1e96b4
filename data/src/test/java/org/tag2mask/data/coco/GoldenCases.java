package org.tag2mask.data.coco;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.tag2mask.runtime.image.LabelMap;

/** What pycocotools made of masks and polygons. */
final class GoldenCases {

  private GoldenCases() {}

  static List<JsonNode> of(String kind) {
    List<JsonNode> cases = new ArrayList<>();
    resource("rle.json")
        .forEach(
            one -> {
              if (one.get("kind").asText().equals(kind)) {
                cases.add(one);
              }
            });
    return cases;
  }

  static JsonNode resource(String name) {
    try (InputStream in = GoldenCases.class.getResourceAsStream("/data/coco/" + name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int width(JsonNode golden) {
    return golden.get("width").asInt();
  }

  static int height(JsonNode golden) {
    return golden.get("height").asInt();
  }

  static CocoRle rle(JsonNode golden, String counts) {
    return CocoRle.parse(width(golden), height(golden), counts);
  }

  static CocoBox box(JsonNode golden) {
    JsonNode box = golden.get("bbox");
    return new CocoBox(
        box.get(0).asInt(), box.get(1).asInt(), box.get(2).asInt(), box.get(3).asInt());
  }

  /** The pixels of a case of kind mask, label 1 inside. */
  static LabelMap pixels(JsonNode golden) {
    byte[] labels = new byte[width(golden) * height(golden)];
    for (int y = 0; y < height(golden); y++) {
      String row = golden.get("rows").get(y).asText();
      for (int x = 0; x < width(golden); x++) {
        labels[y * width(golden) + x] = (byte) (row.charAt(x) - '0');
      }
    }
    return LabelMap.wrap(width(golden), height(golden), labels);
  }
}
