package org.tag2mask.models.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;

/** The known backbones by name. */
public final class Backbones {
  private static final Map<String, Backbone> KNOWN = new LinkedHashMap<>();

  static {
    for (Backbone backbone : new Backbone[] {new Tiny(), new MobileNetV2()}) {
      KNOWN.put(backbone.name(), backbone);
    }
  }

  private Backbones() {}

  /** The names of all backbones. */
  public static Set<String> names() {
    return java.util.Collections.unmodifiableSet(KNOWN.keySet());
  }

  /**
   * A backbone by name.
   *
   * @throws ModelException if there is none, naming those there are
   */
  public static Backbone named(String name) {
    Backbone backbone = KNOWN.get(name);
    if (backbone == null) {
      throw new ModelException("no backbone '" + name + "'; there are " + KNOWN.keySet());
    }
    return backbone;
  }
}
