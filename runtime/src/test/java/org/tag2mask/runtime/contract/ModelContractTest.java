package org.tag2mask.runtime.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ScalesInside.FlipMerge;
import org.tag2mask.runtime.recipe.MaskRecipe;

class ModelContractTest {
  private final ModelContract contract =
      ModelContract.of(
              ModelRole.CLASSIFIER,
              "cam",
              ClassNames.of(List.of("background", "Käse", "a;b")),
              Preprocessing.imageNet(Preprocessing.Place.INSIDE),
              16,
              new Provenance("tag2mask 0.1.0", "mobilenet_v2", Map.of("seed", "7")))
          .withScalesInside(new ScalesInside(List.of(0.5, 1.0), FlipMerge.MAX), 4)
          .withExtraOutputs(List.of("feature"))
          .withRecipe(MaskRecipe.named("vwe").toJson());

  @Test
  void metadataGivesTheContractBack() {
    ModelContract read = ModelContract.fromMetadata(contract.toMetadata(), "m.onnx");
    assertEquals(contract.withRecipe("x"), read.withRecipe("x"));
    assertEquals(
        MaskRecipe.named("vwe"), MaskRecipe.fromJson(read.recipe().orElseThrow(), "metadata"));
  }

  @Test
  void aFileBesideTheModelGivesTheContractBack(@TempDir Path folder) throws IOException {
    Path beside = ContractJson.sidecarOf(folder.resolve("m.onnx"));
    assertEquals("m.onnx.json", beside.getFileName().toString());
    ContractJson.write(contract, beside);
    assertEquals(contract.withRecipe("x"), ContractJson.read(beside).withRecipe("x"));
  }

  @Test
  void keysAreStableSoThatOtherProgramsCanReadThem() {
    Map<String, String> metadata = contract.toMetadata();
    assertEquals("1", metadata.get("tag2mask.format"));
    assertEquals("classifier", metadata.get("tag2mask.role"));
    assertEquals("[\"background\",\"Käse\",\"a;b\"]", metadata.get("tag2mask.classes"));
    assertEquals("4", metadata.get("tag2mask.stride"));
    assertEquals("{\"scales\":[0.5,1.0],\"flip\":\"max\"}", metadata.get("tag2mask.scales"));
  }

  @Test
  void foreignMetadataIsNoContract() {
    ModelContractException fault =
        assertThrows(
            ModelContractException.class,
            () -> ModelContract.fromMetadata(Map.of("author", "x"), "m.onnx"));
    assertTrue(fault.getMessage().contains("m.onnx.json"), fault.getMessage());
  }

  @Test
  void aNewerFormatIsRefused() {
    Map<String, String> metadata = new HashMap<>(contract.toMetadata());
    metadata.put("tag2mask.format", "2");
    assertTrue(
        assertThrows(
                ModelContractException.class, () -> ModelContract.fromMetadata(metadata, "m.onnx"))
            .getMessage()
            .contains("format 2, this version reads up to 1"));
  }

  @Test
  void brokenMetadataIsNamedByKey() {
    Map<String, String> metadata = new HashMap<>(contract.toMetadata());
    metadata.put("tag2mask.classes", "[\"background\",");
    assertTrue(
        assertThrows(Tag2MaskException.class, () -> ModelContract.fromMetadata(metadata, "m.onnx"))
            .getMessage()
            .startsWith("m.onnx: metadata tag2mask.classes: not valid JSON"));
  }

  @Test
  void classesBelongToClassifiersAndSegmentersOnly() {
    assertThrows(
        ModelContractException.class,
        () ->
            ModelContract.of(
                ModelRole.CLASSIFIER,
                "cam",
                null,
                Preprocessing.imageNet(Preprocessing.Place.INSIDE),
                8,
                Provenance.UNKNOWN));
  }
}
