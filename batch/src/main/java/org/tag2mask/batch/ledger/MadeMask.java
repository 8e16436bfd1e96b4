package org.tag2mask.batch.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tag2mask.runtime.json.JsonObject;

/**
 * An image whose mask is on the disk.
 *
 * @param id the image's id
 * @param sha256 hash of the mask file, 64 hexadecimal digits
 * @param confidenceSha256 hash of the confidence file, when one is kept
 * @param files hash of each further file by what follows the id in its name
 * @param width pixels
 * @param height pixels
 * @param source what the mask was made from: the image file and the tags
 * @param pixels pixels of every class in the mask by id (0 background, 255 ignore), none of them 0
 * @param confidence mean confidence of the pixels not ignored, 0..1, to six decimals
 * @param lostTags whether tags were there but no pixel shows any of them
 * @param milliseconds wall time by stage
 */
public record MadeMask(
    String id,
    String sha256,
    Optional<String> confidenceSha256,
    SortedMap<String, String> files,
    int width,
    int height,
    Source source,
    SortedMap<Integer, Long> pixels,
    double confidence,
    boolean lostTags,
    Map<String, Double> milliseconds)
    implements LedgerEntry {

  static final String STATUS = "done";

  private static final String IMAGE_TIME = "image_time";
  private static final String IMAGE_HASH = "image_sha256";

  /**
   * What a mask was made from. When it has changed, the mask is made anew.
   *
   * @param imageBytes size of the image file, -1 when it changed while the mask was made
   * @param image which file of this size; empty in ledgers that know its size alone
   * @param tags ids 1..K the image was tagged with, ascending
   */
  public record Source(long imageBytes, Optional<Version> image, List<Integer> tags) {
    /** Sorts the tags. */
    public Source {
      tags = tags.stream().sorted().toList();
    }
  }

  /**
   * One state of a file. A file of another time may still be the same, a copy for one: then the
   * hash tells.
   *
   * @param modified when it was last written, milliseconds since 1970
   * @param sha256 hash of its bytes, 64 hexadecimal digits
   */
  public record Version(long modified, String sha256) {}

  /** Copies the maps and rounds the confidence, so that reading a line gives an equal entry. */
  public MadeMask {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    pixels = Collections.unmodifiableSortedMap(new TreeMap<>(pixels));
    milliseconds = Collections.unmodifiableMap(new LinkedHashMap<>(milliseconds));
    confidence = Numbers.rounded(confidence, 1e6);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", id);
    map.put("status", STATUS);
    map.put("sha256", sha256);
    confidenceSha256.ifPresent(hash -> map.put("conf_sha256", hash));
    if (!files.isEmpty()) {
      map.put("files", files);
    }
    map.put("width", width);
    map.put("height", height);
    map.put("image_bytes", source.imageBytes());
    source
        .image()
        .ifPresent(
            image -> {
              map.put(IMAGE_TIME, image.modified());
              map.put(IMAGE_HASH, image.sha256());
            });
    map.put("tags", source.tags());
    Map<String, Object> counts = new LinkedHashMap<>();
    pixels.forEach((label, count) -> counts.put(label.toString(), count));
    map.put("pixels", counts);
    map.put("confidence", confidence);
    map.put("lost_tags", lostTags);
    map.put("ms", Numbers.milliseconds(milliseconds));
    return map;
  }

  static MadeMask from(JsonObject json) {
    return new MadeMask(
        json.string("id"),
        json.string("sha256"),
        json.optionalString("conf_sha256"),
        new TreeMap<>(json.has("files") ? json.stringMap("files") : Map.of()),
        json.integer("width"),
        json.integer("height"),
        new Source(
            (long) json.number("image_bytes"),
            json.optionalString(IMAGE_HASH)
                .map(hash -> new Version((long) json.number(IMAGE_TIME), hash)),
            ids(json.numbers("tags"))),
        counts(json.object("pixels")),
        json.number("confidence"),
        json.bool("lost_tags"),
        Numbers.milliseconds(json.object("ms")));
  }

  private static List<Integer> ids(Collection<Double> numbers) {
    List<Integer> ids = new ArrayList<>();
    numbers.forEach(number -> ids.add(number.intValue()));
    return ids;
  }

  private static SortedMap<Integer, Long> counts(JsonObject json) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (String key : json.keys()) {
      counts.put(Numbers.label(key, json.where()), (long) json.number(key));
    }
    return counts;
  }
}
