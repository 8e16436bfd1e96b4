package org.tag2mask.batch.ledger;

import java.util.Map;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;

/** What happened to one image: one line of {@code ledger.jsonl}. */
public sealed interface LedgerEntry permits MadeMask, FailedImage {

  /**
   * The image.
   *
   * @return its id in the data set
   */
  String id();

  /**
   * Where the time went.
   *
   * @return wall milliseconds by stage ({@code decode, cam, refine, mask, write}), as far as the
   *     image came
   */
  Map<String, Double> milliseconds();

  /**
   * The entry as plain values.
   *
   * @return key to value in the order of the line
   */
  Map<String, Object> toMap();

  /**
   * The line of the entry.
   *
   * @return JSON without a line break
   */
  default String toLine() {
    return Json.write(toMap());
  }

  /**
   * Reads a line.
   *
   * @param line JSON text
   * @param where file and line number, for messages
   * @return the entry
   * @throws JsonException when the line is torn, damaged or of an unknown status
   */
  static LedgerEntry parse(String line, String where) {
    JsonObject json = Json.parseObject(line, where);
    return switch (json.string("status")) {
      case MadeMask.STATUS -> MadeMask.from(json);
      case FailedImage.STATUS -> FailedImage.from(json);
      default ->
          throw new JsonException(
              where
                  + ": status is '"
                  + json.string("status")
                  + "', expected '"
                  + MadeMask.STATUS
                  + "' or '"
                  + FailedImage.STATUS
                  + "'");
    };
  }
}
