package org.tag2mask.models.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.SafetensorsFile.Entry;

/** The JSON header of a safetensors file, read as a stream and checked while it is read. */
final class SafetensorsHeader {
  static final long MAX_HEADER_BYTES = 100_000_000;
  static final int MAX_TENSORS = 100_000;
  private static final int MAX_RANK = 16;
  static final int MAX_NAME = 4096;
  static final String METADATA = "__metadata__";

  // names are kept once, by us: the factory's own tables would outlive a hostile header
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(20)
                  .maxStringLength(1 << 24)
                  .build())
          .build();

  private final String file;
  private final JsonParser json;
  private final long dataBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(String file, JsonParser json, long dataBytes) {
    this.file = file;
    this.json = json;
    this.dataBytes = dataBytes;
  }

  /**
   * Reads a header.
   *
   * @param file its name, for messages
   * @param header the JSON text in UTF-8
   * @param dataBytes bytes of the file behind the header
   */
  static SafetensorsHeader parse(String file, byte[] header, long dataBytes) {
    Reader text =
        new InputStreamReader(
            new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser json = JSON.createParser(text)) {
      SafetensorsHeader read = new SafetensorsHeader(file, json, dataBytes);
      read.top();
      return read;
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": the header is not as expected: " + reason(e), e);
    } catch (CharacterCodingException e) {
      throw new ModelException(file + ": the header is not UTF-8 text", e);
    } catch (IOException e) {
      throw new ModelException(file + ": the header cannot be read: " + e.getMessage(), e);
    }
  }

  /** Entries by name in the order of the header; offsets count from the start of the data. */
  Map<String, Entry> entries() {
    return entries;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  private void top() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw fault("the header is no JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (name.equals(METADATA)) {
        readMetadata();
      } else if (entries.size() == MAX_TENSORS) {
        throw fault("more than " + MAX_TENSORS + " tensors");
      } else {
        entries.put(name, readEntry(name));
      }
    }
    if (json.nextToken() != null) {
      throw fault("text follows the header's JSON object");
    }
  }

  private void readMetadata() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw fault(METADATA + " is no JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw fault(
            METADATA
                + " "
                + Quoted.of(key)
                + " must be text, found "
                + json.currentToken().asString());
      }
      metadata.put(key, json.getText());
    }
  }

  private Entry readEntry(String name) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw fault(tensor(name) + "expected an object with dtype, shape and data_offsets");
    }
    StoredType type = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "dtype" -> type = type(name);
        case "shape" -> shape = numbers(name, key, MAX_RANK);
        case "data_offsets" -> offsets = numbers(name, key, 2);
        default -> throw fault(tensor(name) + "unknown key " + Quoted.of(key));
      }
    }
    if (type == null || shape == null || offsets == null) {
      throw fault(
          tensor(name)
              + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets")
              + " is missing");
    }
    return checked(name, type, shape, offsets);
  }

  private StoredType type(String name) throws IOException {
    String text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    for (StoredType type : StoredType.values()) {
      if (type.name().equals(text)) {
        return type;
      }
    }
    throw fault(tensor(name) + "unknown dtype " + Quoted.of(text));
  }

  private long[] numbers(String name, String key, int most) throws IOException {
    String what = tensor(name) + key;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw fault(what + " is no list");
    }
    long[] values = new long[most];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (count == most) {
        throw fault(what + " has more than " + most + " numbers");
      }
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw fault(what + " holds something that is no whole number");
      }
      values[count] = json.getLongValue();
      if (values[count] < 0) {
        throw fault(what + " holds the negative number " + values[count]);
      }
      count++;
    }
    return java.util.Arrays.copyOf(values, count);
  }

  private Entry checked(String name, StoredType type, long[] shape, long[] offsets) {
    if (offsets.length != 2) {
      throw fault(tensor(name) + "data_offsets needs 2 numbers, found " + offsets.length);
    }
    int[] sizes = new int[shape.length];
    long bytes = type.bytes();
    try {
      for (int i = 0; i < shape.length; i++) {
        sizes[i] = Math.toIntExact(shape[i]);
        bytes = Math.multiplyExact(bytes, shape[i]);
      }
    } catch (ArithmeticException e) {
      throw new ModelException(
          file
              + ": "
              + tensor(name)
              + "shape "
              + java.util.Arrays.toString(shape)
              + " is too large",
          e);
    }
    if (offsets[0] > offsets[1] || offsets[1] > dataBytes) {
      throw fault(
          tensor(name)
              + "data_offsets "
              + offsets[0]
              + ".."
              + offsets[1]
              + " are not within the "
              + dataBytes
              + " bytes of data; the file is cut off or damaged");
    }
    if (offsets[1] - offsets[0] != bytes) {
      throw fault(
          tensor(name)
              + type
              + " of shape "
              + java.util.Arrays.toString(shape)
              + " needs "
              + bytes
              + " bytes, but its data_offsets hold "
              + (offsets[1] - offsets[0]));
    }
    return new Entry(name, type, sizes, offsets[0], offsets[1]);
  }

  private static String tensor(String name) {
    return "tensor " + Quoted.of(name) + ": ";
  }

  private ModelException fault(String what) {
    return new ModelException(file + ": " + what);
  }

  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage();
    int end = text.indexOf('\n');
    return Quoted.plain(end < 0 ? text : text.substring(0, end));
  }
}
