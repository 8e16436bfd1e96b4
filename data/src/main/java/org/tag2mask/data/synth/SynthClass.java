package org.tag2mask.data.synth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tag2mask.data.dataset.ClassList;

/**
 * A class of the generator: the colour and the pattern of its telling part. The first five differ
 * in both; further ones share a pattern with an earlier class and differ in colour.
 *
 * @param name such as {@code red-rings}
 * @param colour of the pattern
 * @param pattern how colour and white alternate
 */
record SynthClass(String name, Colour colour, Pattern pattern) {

  /** Five patterns, four of the five colours each. */
  static final int MAX_CLASSES = 20;

  private static final String[] COLOUR_NAMES = {"red", "blue", "green", "orange", "violet"};
  private static final Colour[] COLOURS = {
    new Colour(215, 30, 40),
    new Colour(25, 70, 215),
    new Colour(20, 150, 50),
    new Colour(240, 140, 0),
    new Colour(150, 30, 190)
  };

  /** How the colour and white alternate within the telling part. */
  enum Pattern {
    RINGS,
    CHECKS,
    STRIPES,
    DOTS,
    RAYS;

    /** Whether a point shows the class colour; coordinates in the part's own frame, radius 1. */
    boolean colours(double u, double v) {
      double radius = Math.sqrt(u * u + v * v);
      return switch (this) {
        case RINGS -> (int) Math.floor(radius * 4 + 0.5) % 2 == 0;
        case CHECKS -> Math.floorMod((int) Math.floor(u * 2.2) + (int) Math.floor(v * 2.2), 2) == 0;
        case STRIPES -> Math.floorMod((int) Math.floor(v * 2.6 + 0.5), 2) == 0;
        case DOTS -> dot(u, v);
        case RAYS ->
            radius < 0.2
                || Math.floorMod((int) Math.floor(StrictMath.atan2(v, u) * 8 / (2 * Math.PI)), 2)
                    == 0;
      };
    }

    private static boolean dot(double u, double v) {
      double cell = 0.62;
      double du = u - cell * Math.rint(u / cell);
      double dv = v - cell * Math.rint(v / cell);
      return du * du + dv * dv < 0.05;
    }
  }

  /** The first {@code count} classes of the catalogue. */
  static List<SynthClass> catalogue(int count) {
    List<SynthClass> classes = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int pattern = k % 5;
      int colour = (k + k / 5) % 5;
      String name =
          COLOUR_NAMES[colour] + "-" + Pattern.values()[pattern].name().toLowerCase(Locale.ROOT);
      classes.add(new SynthClass(name, COLOURS[colour], Pattern.values()[pattern]));
    }
    return classes;
  }

  /** The class list of the first {@code count} classes. */
  static ClassList classList(int count) {
    return ClassList.ofTags(catalogue(count).stream().map(SynthClass::name).toList());
  }
}
