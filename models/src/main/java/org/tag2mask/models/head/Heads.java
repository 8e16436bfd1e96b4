package org.tag2mask.models.head;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;

/** The known heads by name. */
public final class Heads {
  private static final Map<String, Head> KNOWN = new LinkedHashMap<>();

  static {
    for (Head head :
        new Head[] {
          new CamHead(),
          new DecoupledHead(),
          new VisualWordsHead(),
          new SeamHead(),
          new McisHead(),
          new CianHead(),
          new TsCamHead(),
          new MctFormerHead(),
          new SemFormerHead(),
          new AffinityHead(),
          new IrnHead(),
          new DeepLabV2Head(),
          AsppHead.deepLabV3(),
          AsppHead.small(),
          new LargeFovHead()
        }) {
      KNOWN.put(head.name(), head);
    }
  }

  private Heads() {}

  /** The names of all heads. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(KNOWN.keySet());
  }

  /** The names of the heads that also compare two images. */
  public static List<String> forPairs() {
    return KNOWN.values().stream().filter(PairHead.class::isInstance).map(Head::name).toList();
  }

  /**
   * A head by name.
   *
   * @throws ModelException if there is none, naming those there are
   */
  public static Head named(String name) {
    Head head = KNOWN.get(name);
    if (head == null) {
      throw new ModelException("no head '" + name + "'; there are " + KNOWN.keySet());
    }
    return head;
  }
}
