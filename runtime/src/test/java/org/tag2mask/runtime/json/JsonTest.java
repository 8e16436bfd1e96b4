package org.tag2mask.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void writesKeysInTheirOrderAndNumbersWithoutLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("z", 0.15);
      map.put("a", List.of(1, "Ä\n\"x\""));
      map.put("n", null);
      assertEquals("{\"z\":0.15,\"a\":[1,\"Ä\\n\\\"x\\\"\"],\"n\":null}", Json.write(map));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void readsBackWhatItWrote() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("scales", List.of(1, 0.5, 1e-5));
    map.put("deep", Map.of("k", true));
    JsonObject read = Json.parseObject(Json.writePretty(map), "test");
    assertEquals(List.of(1.0, 0.5, 1e-5), read.numbers("scales"));
    assertTrue(read.object("deep").bool("k"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1},{\"b\":2}",
        "[1]",
        "nope",
        "1"
      })
  void refusesWhatIsNoJsonObject(String text) {
    JsonException fault =
        assertThrows(JsonException.class, () -> Json.parseObject(text, "recipe.json"));
    assertTrue(fault.getMessage().startsWith("recipe.json: "), fault.getMessage());
  }

  @Test
  void faultsNameThePlaceTheKeyAndBothTypes() {
    JsonObject json = Json.parseObject("{\"cams\":{\"scales\":\"1,2\",\"n\":1.5}}", "recipe.json");
    JsonObject cams = json.object("cams");
    assertEquals(
        "recipe.json.cams: key 'scales' must be a list [...], found \"1,2\"",
        assertThrows(JsonException.class, () -> cams.numbers("scales")).getMessage());
    assertEquals(
        "recipe.json.cams: key 'n' must be a whole number, found 1.5",
        assertThrows(JsonException.class, () -> cams.integer("n")).getMessage());
    assertEquals(
        "recipe.json.cams: key 'flip' is missing; expected a text",
        assertThrows(JsonException.class, () -> cams.string("flip")).getMessage());
  }

  @Test
  void faultsOfTheTextNameTheirPlaceAndNothingOfTheParser() {
    JsonException fault =
        assertThrows(JsonException.class, () -> Json.parse("{\n  \"a\": 1,\n}", "my.json"));
    assertTrue(fault.getMessage().contains("line 3, column "), fault.getMessage());
    assertFalse(fault.getMessage().contains("REDACTED"), fault.getMessage());
  }

  @Test
  void refusesKeysNobodyReads() {
    JsonObject json = Json.parseObject("{\"scale\":[1]}", "r");
    assertEquals(
        "r: unknown key 'scale'; known keys are scales, flip",
        assertThrows(JsonException.class, () -> json.refuseUnknown(List.of("scales", "flip")))
            .getMessage());
  }

  @Test
  void refusesNumbersBeyondDouble() {
    JsonObject json = Json.parseObject("{\"x\":1e999}", "r");
    assertThrows(JsonException.class, () -> json.number("x"));
  }
}
