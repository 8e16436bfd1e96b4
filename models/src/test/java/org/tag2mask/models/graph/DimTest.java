package org.tag2mask.models.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tag2mask.models.ModelException;

class DimTest {
  private static final Map<String, Long> PHOTO = Dim.symbols(2, 375, 500);

  @Test
  void evaluatesExpressionsLikeLongs() {
    Dim rows = Dim.H.plus(2 - 3).floorDiv(2).plus(1);
    assertEquals((375 - 1) / 2 + 1, rows.at(PHOTO));
    assertEquals(94, Dim.H.ceilDiv(4).at(PHOTO));
    assertEquals(2 * 375 * 500, Dim.N.times(Dim.H).times(Dim.W).at(PHOTO));
    assertEquals(500 + 375 + 7, Dim.W.plus(Dim.H).plus(7).at(PHOTO));
  }

  @Test
  void foldsKnownSizes() {
    assertEquals(Dim.of(5), Dim.of(9).floorDiv(2).plus(1));
    assertEquals(Dim.H, Dim.H.plus(3).plus(-3));
    assertEquals(12, Dim.of(3).times(Dim.of(4)).size());
  }

  @Test
  void knowsThatTwoFormulasAreTheSameSize() {
    assertTrue(Dim.H.plus(-1).floorDiv(2).plus(1).sameAs(Dim.H.ceilDiv(2)));
    assertFalse(Dim.H.floorDiv(2).sameAs(Dim.H.ceilDiv(2)));
    assertFalse(Dim.H.sameAs(Dim.W));
  }

  @Test
  void refusesToBeANumberWhenSymbolic() {
    ModelException e = assertThrows(ModelException.class, () -> Dim.W.size());
    assertTrue(e.getMessage().contains("W"), e.getMessage());
    assertThrows(ModelException.class, () -> Dim.W.at(Map.of("N", 1L)));
  }
}
