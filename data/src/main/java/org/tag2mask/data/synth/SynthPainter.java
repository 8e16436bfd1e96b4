package org.tag2mask.data.synth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.tag2mask.data.png.PalettePng;
import org.tag2mask.data.random.Draw;
import org.tag2mask.runtime.image.LabelMap;

/**
 * Paints the pictures of one setting: background, clutter behind, one to a few objects that may
 * hide parts of each other, thin clutter in front. Thread-safe; picture {@code n} is the same
 * whatever was painted before.
 */
public final class SynthPainter {

  /** An object must keep half of its points and most of its telling part visible. */
  private static final double LEAST_VISIBLE = 0.5;

  private static final double LEAST_TELLING = 0.8;
  private static final double NOISE = 7;

  /** A body nobody can see against its background would be an unfair mask. */
  private static final double LEAST_CONTRAST = 75;

  /** Of a hue of 6: neighbouring classes of five stay apart. */
  private static final double TYPICAL_SPREAD = 0.25;

  private static final int TYPICAL_ATTEMPTS = 30;

  private final SynthSettings settings;
  private final List<SynthClass> classes;

  /**
   * A painter.
   *
   * @param settings what to paint
   */
  public SynthPainter(SynthSettings settings) {
    this.settings = settings;
    this.classes = SynthClass.catalogue(settings.classes());
  }

  /**
   * Paints a picture.
   *
   * @param index number of the picture, any value
   */
  public SynthPicture picture(long index) {
    SplittableRandom random = Draw.source(settings.seed(), index);
    int wanted = 1 + Draw.below(random, settings.maxObjects());
    for (int attempt = 0; ; attempt++) {
      // Crowded scenes fail often; after a while an object less is tried, down to one.
      Scene scene = new Scene(random, Math.max(1, wanted - attempt / 10));
      if (scene.visibleEnough()) {
        return scene.finish();
      }
    }
  }

  /** One attempt. */
  private final class Scene {
    private final SplittableRandom random;
    private final Canvas canvas = new Canvas(settings.width(), settings.height());
    private final double unit = Math.min(settings.width(), settings.height());
    private final Ground ground;
    private final List<Creature> objects = new ArrayList<>();
    private final int[] labels;

    Scene(SplittableRandom random, int count) {
      this.random = random;
      this.ground = new Ground(random, unit, settings.height());
      this.labels = new int[count + 1];
      canvas.paint(Shape.all(settings.width(), settings.height()), ground, 0);
      for (int i = 3 + Draw.below(random, 4); i > 0; i--) {
        stone();
      }
      for (int object = 1; object <= count; object++) {
        int k = Draw.below(random, classes.size());
        labels[object] = k + 1;
        double size = unit * Draw.between(random, 0.2, 0.32);
        double x = Draw.between(random, 0.9 * size, settings.width() - 0.9 * size);
        double y = Draw.between(random, 0.9 * size, settings.height() - 0.9 * size);
        objects.add(
            new Creature(canvas, random, classes.get(k), object, x, y, size, bodyColour(k)));
      }
      for (int i = 2 + Draw.below(random, 4); i > 0; i--) {
        blade();
      }
    }

    private Colour bodyColour(int k) {
      // Without typical bodies no number is drawn for them: the pictures are those of old.
      if (settings.typicalBodies() > 0 && Draw.unit(random) < settings.typicalBodies()) {
        double hue = 6.0 * k / classes.size();
        for (int attempt = 0; attempt < TYPICAL_ATTEMPTS; attempt++) {
          double near = hue + Draw.between(random, -TYPICAL_SPREAD, TYPICAL_SPREAD);
          Colour colour = Colour.drawn(random, near, 0.4, 0.6, 0.3, 0.95);
          if (standsOut(colour)) {
            return colour;
          }
        }
      }
      while (true) {
        Colour colour = Colour.drawn(random, 0.25, 0.6, 0.3, 0.95);
        if (standsOut(colour)) {
          return colour;
        }
      }
    }

    private boolean standsOut(Colour colour) {
      return colour.distance(ground.first()) > LEAST_CONTRAST
          && colour.distance(ground.second()) > LEAST_CONTRAST;
    }

    /** Clutter behind the objects, textured like the background. */
    private void stone() {
      double radius = unit * Draw.between(random, 0.06, 0.16);
      double[] strengths = {
        Draw.between(random, 0, 0.25), Draw.between(random, 0, 0.15), Draw.between(random, 0, 0.1)
      };
      Shape shape =
          Shape.blob(
              Draw.between(random, 0, settings.width()),
              Draw.between(random, 0, settings.height()),
              radius,
              strengths,
              Draw.between(random, 0, 6));
      Ground texture = new Ground(random, unit * 0.5, settings.height());
      double tone = Draw.between(random, 0.3, 0.7);
      canvas.paint(shape, (x, y) -> texture.at(x, y).mixed(ground.at(x, y), tone), 0);
    }

    /** Thin clutter in front of everything. */
    private void blade() {
      double x = Draw.between(random, 0, settings.width());
      double y = Draw.between(random, 0.3, 1.1) * settings.height();
      double length = unit * Draw.between(random, 0.25, 0.6);
      double angle = Draw.between(random, -0.9, 0.9);
      Colour colour = ground.first().scaled(Draw.between(random, 0.45, 1.3));
      canvas.paint(
          Shape.limb(
              x,
              y,
              x + length * StrictMath.sin(angle),
              y - length * StrictMath.cos(angle),
              unit * Draw.between(random, 0.008, 0.018)),
          (px, py) -> colour,
          0);
    }

    boolean visibleEnough() {
      int[] visible = canvas.visible();
      for (int i = 0; i < objects.size(); i++) {
        Creature object = objects.get(i);
        int telling = visible[2 * (i + 1) + 1];
        int all = visible[2 * (i + 1)] + telling;
        double discPoints = object.tellingPoints();
        if (all < LEAST_VISIBLE * object.points() || telling < LEAST_TELLING * discPoints) {
          return false;
        }
      }
      return true;
    }

    SynthPicture finish() {
      int[] visible = canvas.visible();
      long telling = 0;
      long all = 0;
      for (int code = 2; code < visible.length; code++) {
        all += visible[code];
        telling += code % 2 == 1 ? visible[code] : 0;
      }
      LabelMap mask = canvas.mask(labels);
      return new SynthPicture(
          canvas.image(random, NOISE),
          mask,
          PalettePng.presentClasses(mask, classes.size() + 1, Path.of("generated mask")),
          (double) telling / all);
    }
  }
}
