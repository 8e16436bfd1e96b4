package org.tag2mask.runtime.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.UnknownClassException;

class ClassNamesTest {
  private final ClassNames names = ClassNames.of(List.of("background", "dog", "person", "sofa"));

  @Test
  void idsFollowTheOrderWithBackgroundZero() {
    assertEquals(0, names.id("background"));
    assertEquals(2, names.id("person"));
    assertEquals(3, names.foreground());
  }

  @Test
  void aMisspeltTagGetsTheNearestClassSuggested() {
    UnknownClassException fault = assertThrows(UnknownClassException.class, () -> names.id("dgo"));
    assertEquals(
        "'dgo' is no class (did you mean 'dog'?); the classes are background, dog, person, sofa",
        fault.getMessage());
    assertEquals(Optional.of("person"), ClassNames.nearest("Persons", names.names()));
  }

  @Test
  void aWordLikeNoClassGetsNoSuggestion() {
    assertEquals(Optional.empty(), ClassNames.nearest("helicopter", names.names()));
  }

  @Test
  void refusesTwiceTheSameNameAndEmptyNames() {
    assertTrue(
        assertThrows(Tag2MaskException.class, () -> ClassNames.of(List.of("bg", "a", "a")))
            .getMessage()
            .contains("'a' occurs twice, as class 1 and 2"));
    assertThrows(Tag2MaskException.class, () -> ClassNames.of(List.of("bg", " ")));
    assertThrows(Tag2MaskException.class, () -> ClassNames.of(List.of("bg")));
  }

  @Test
  void keepsId255ForIgnore() {
    List<String> most = IntStream.range(0, 255).mapToObj(i -> "c" + i).toList();
    assertEquals(254, ClassNames.of(most).foreground());
    List<String> tooMany = IntStream.range(0, 256).mapToObj(i -> "c" + i).toList();
    assertThrows(Tag2MaskException.class, () -> ClassNames.of(tooMany));
  }
}
