package org.tag2mask.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassListTest {

  @TempDir Path folder;

  private ClassList read(String content) throws IOException {
    return ClassList.read(Files.writeString(folder.resolve("classes.txt"), content));
  }

  @Test
  void knowsTheClassesOfThePublicBenchmarks() {
    ClassList voc = KnownClasses.named("voc").orElseThrow();
    assertEquals(20, voc.foregroundCount());
    assertEquals("aeroplane", voc.name(1));
    assertEquals("person", voc.name(15));
    assertEquals("tvmonitor", voc.name(20));
    ClassList coco = KnownClasses.named("COCO").orElseThrow();
    assertEquals(80, coco.foregroundCount());
    assertEquals("toothbrush", coco.name(80));
    ClassList lid = KnownClasses.named("lid").orElseThrow();
    assertEquals(200, lid.foregroundCount());
    assertEquals("accordion", lid.name(1));
    assertEquals("zebra", lid.name(200));
    assertEquals(Optional.empty(), KnownClasses.named("cityscapes"));
  }

  @Test
  void wordNetIdsAreSynonymsOfTheLidClasses() {
    ClassList lid = KnownClasses.LID.list();
    assertEquals(lid.require("person", ""), lid.require("n00007846", ""));
    assertEquals(lid.require("zebra", ""), lid.require("n02391049", ""));
    assertEquals(Set.of(58, 124), lid.requireAll(List.of("n02084071", "dog", "person"), ""));
  }

  @Test
  void synonymsAreReadFromTheClassFile() throws IOException {
    ClassList list = read("background\nsofa | couch|settee\nhot dog\n");
    assertEquals(List.of("sofa", "hot dog"), list.tags());
    assertEquals(1, list.require("settee", "here"));
    assertEquals(List.of("background", "sofa", "hot dog"), list.names());
    Path copy = folder.resolve("copy.txt");
    list.write(copy);
    assertEquals("background\nsofa | couch | settee\nhot dog\n", Files.readString(copy));
    assertEquals(list, ClassList.read(copy));
  }

  @Test
  void aSynonymMustNotMeanTwoClasses() {
    String message =
        assertThrows(
                DatasetException.class,
                () -> read("background\nsofa | couch\nchair | couch\nbed\n"))
            .getMessage();
    assertTrue(message.contains("line 3: 'couch' is there twice (first at"), message);
    message =
        assertThrows(DatasetException.class, () -> read("background\nsofa | bed\nbed\n"))
            .getMessage();
    assertTrue(message.contains("line 2: 'bed' is there twice (first at"), message);
    assertThrows(DatasetException.class, () -> read("background\nsofa |\n"));
  }
}
