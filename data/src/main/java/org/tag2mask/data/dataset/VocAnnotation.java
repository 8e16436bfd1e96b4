package org.tag2mask.data.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The object names of a VOC annotation, {@code annotation/object/name} and {@code difficult}. */
final class VocAnnotation {

  /** What objects marked difficult do. */
  enum Difficult {
    /** They count as any other. */
    COUNT,
    /** They do not count, unless no other is left. */
    SKIP
  }

  private VocAnnotation() {}

  /**
   * Reads the tags of one image.
   *
   * @param rule what objects marked difficult do
   * @throws DatasetException when the file is missing or broken, or names an unknown class
   */
  static SortedSet<Integer> tags(Path file, ClassList classes, Difficult rule) {
    SortedSet<Integer> easy = new TreeSet<>();
    SortedSet<Integer> all = new TreeSet<>();
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      int depth = 0;
      boolean inObject = false;
      String name = null;
      int nameLine = 0;
      boolean difficult = false;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          depth++;
          String element = xml.getLocalName();
          if (depth == 2) {
            inObject = element.equals("object");
            name = null;
            difficult = false;
          } else if (depth == 3 && inObject && element.equals("name")) {
            // Only at this depth: <part> has a <name> too.
            name = xml.getElementText().strip();
            nameLine = xml.getLocation().getLineNumber();
            depth--;
          } else if (depth == 3 && inObject && element.equals("difficult")) {
            difficult = xml.getElementText().strip().equals("1");
            depth--;
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          if (depth == 2 && inObject && name != null) {
            int id = classes.require(name, file + " line " + nameLine);
            all.add(id);
            if (!difficult) {
              easy.add(id);
            }
          }
          depth--;
        }
      }
    } catch (IOException e) {
      throw new DatasetException("annotation " + file + " cannot be read: " + e.getMessage(), e);
    } catch (XMLStreamException e) {
      throw new DatasetException(
          "annotation "
              + file
              + " line "
              + e.getLocation().getLineNumber()
              + " is not well-formed XML; restore it from the original data",
          e);
    }
    return rule == Difficult.SKIP && !easy.isEmpty() ? easy : all;
  }

  /** Entities and DTDs are off: an annotation needs none, and a hostile one uses them. */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }
}
