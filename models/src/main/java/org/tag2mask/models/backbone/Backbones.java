package org.tag2mask.models.backbone;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tag2mask.models.ModelException;

/** The known backbones by name. */
public final class Backbones {
  private static final Map<String, Backbone> KNOWN = new LinkedHashMap<>();

  static {
    for (Backbone backbone : all()) {
      KNOWN.put(backbone.name(), backbone);
    }
  }

  private Backbones() {}

  private static List<Backbone> all() {
    return List.of(
        new Tiny(),
        new MobileNetV2(),
        new ResNet("resnet18", false, 2, 2, 2, 2),
        new ResNet("resnet50", true, 3, 4, 6, 3),
        new ResNet("resnet101", true, 3, 4, 23, 3),
        new CaffeResNet("resnet101_caffe", 3, 4, 23, 3),
        new ResNet38(),
        new Vgg16(),
        new Vgg16LargeFov(),
        new SqueezeNet(),
        Deit.micro(),
        new Deit("deit_tiny", 192, 3),
        new Deit("deit_small", 384, 6),
        new Deit("deit_base", 768, 12));
  }

  /** The names of all backbones. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(KNOWN.keySet());
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
