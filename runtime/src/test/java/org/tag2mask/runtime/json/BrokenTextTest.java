package org.tag2mask.runtime.json;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ClassNames;
import org.tag2mask.runtime.contract.ContractJson;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.Preprocessing;
import org.tag2mask.runtime.contract.Provenance;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * Recipes and contracts come from files of others: whatever is in them, only our faults come out.
 */
class BrokenTextTest {
  private static final List<String> PIECES =
      List.of(
          "null", "-1", "1e999", "\"\"", "[]", "{}", "true", ",", "\"", "}", "0", "999999999999");

  private int refused;
  private int read;

  @Test
  void mutilatedRecipesAreReadOrRefused() {
    mutilate(MaskRecipe.irn().toJson(), text -> MaskRecipe.fromJson(text, "recipe"));
  }

  @Test
  void mutilatedContractsAreReadOrRefused() {
    ModelContract contract =
        ModelContract.of(
            ModelRole.CLASSIFIER,
            "cam",
            ClassNames.of(List.of("background", "dog")),
            Preprocessing.imageNet(Preprocessing.Place.INSIDE),
            16,
            new Provenance("tag2mask", "tiny", Map.of("seed", "1")));
    mutilate(ContractJson.toJson(contract), text -> ContractJson.fromJson(text, "contract"));
  }

  /** Cuts, doubles and replaces pieces of a sound text. */
  private void mutilate(String sound, Consumer<String> reader) {
    Random random = new Random(20261);
    for (int i = 0; i < 4000; i++) {
      int from = random.nextInt(sound.length());
      int to = Math.min(sound.length(), from + random.nextInt(12));
      String piece =
          switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> sound.substring(from, to).repeat(2);
            default -> PIECES.get(random.nextInt(PIECES.size()));
          };
      String text = sound.substring(0, from) + piece + sound.substring(to);
      try {
        reader.accept(text);
        read++;
      } catch (Tag2MaskException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("not one of our faults for:\n" + text, e);
      }
    }
    assertTrue(refused > 1000 && read > 100, refused + " refused, " + read + " read");
  }
}
