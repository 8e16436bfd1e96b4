package org.tag2mask.runtime.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tag2mask.runtime.recipe.Tiles;
import org.tag2mask.runtime.segment.TileGrid.Span;

class TileGridTest {

  @Test
  void theTakenPartsCoverEverySideOnceAndEveryPixelIsSeenWithItsSurroundings() {
    for (Tiles tiles : List.of(new Tiles(64, 0), new Tiles(64, 32), new Tiles(100, 31))) {
      for (int side = 1; side < 700; side++) {
        List<Span> spans = TileGrid.spans(side, tiles);
        int next = 0;
        for (Span span : spans) {
          assertEquals(next, span.coreFrom());
          assertTrue(span.coreTo() > span.coreFrom());
          assertTrue(span.from() >= 0 && span.from() + span.length() <= side);
          assertTrue(span.length() == Math.min(side, tiles.window()));
          int around = tiles.overlap() / 2;
          assertTrue(span.from() == 0 || span.coreFrom() - span.from() >= around);
          int end = span.from() + span.length();
          assertTrue(end == side || end - span.coreTo() >= around);
          next = span.coreTo();
        }
        assertEquals(side, next);
      }
    }
  }

  @Test
  void aSideUpToTheWindowIsOneTile() {
    assertEquals(List.of(new Span(0, 64, 0, 64)), TileGrid.spans(64, new Tiles(64, 32)));
    assertEquals(2, TileGrid.spans(65, new Tiles(64, 32)).size());
    assertEquals(6, TileGrid.of(150, 90, new Tiles(64, 16)).size());
  }
}
