package org.tag2mask.models.head;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;

/** The known heads by name. */
public final class Heads {
  private static final Map<String, Head> KNOWN = new LinkedHashMap<>();

  static {
    for (Head head : new Head[] {new CamHead(), new DecoupledHead(), new VisualWordsHead()}) {
      KNOWN.put(head.name(), head);
    }
  }

  private Heads() {}

  /** The names of all heads. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(KNOWN.keySet());
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
