package org.tag2mask.data.synth;

/**
 * What is generated. The same settings give the same files.
 *
 * @param classes number of classes K, 1..20
 * @param train pictures of the split {@code train}, at least 1
 * @param val pictures of the split {@code val}, not negative
 * @param width pixels, 48..1024
 * @param height pixels, 48..1024
 * @param maxObjects most objects in one picture, 1..4
 * @param typicalBodies share of bodies in the colour of their class, 0..1: weak evidence on the
 *     whole object, beside the telling part. Of the others the colour says nothing
 * @param format how pictures are stored
 * @param seed any value
 */
public record SynthSettings(
    int classes,
    int train,
    int val,
    int width,
    int height,
    int maxObjects,
    double typicalBodies,
    Format format,
    long seed) {

  /** How pictures are stored. Masks are always PNG. */
  public enum Format {
    /** JPEG of quality 92, as photos are. */
    JPEG(".jpg"),
    /** Lossless PNG. */
    PNG(".png");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }

    String extension() {
      return extension;
    }
  }

  /** 5 classes, 480 + 120 pictures of 128 x 96, up to 3 objects, JPEG, seed 1. */
  public static final SynthSettings DEFAULT =
      new SynthSettings(5, 480, 120, 128, 96, 3, 0, Format.JPEG, 1);

  /** Checks the ranges. */
  public SynthSettings {
    check("classes", classes, 1, SynthClass.MAX_CLASSES);
    check("train", train, 1, 1_000_000);
    check("val", val, 0, 1_000_000);
    check("width", width, 48, 1024);
    check("height", height, 48, 1024);
    check("maxObjects", maxObjects, 1, 4);
    if (!(typicalBodies >= 0 && typicalBodies <= 1)) {
      throw new IllegalArgumentException("typicalBodies is " + typicalBodies + ", expected 0..1");
    }
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(name + " is " + value + ", expected " + low + ".." + high);
    }
  }

  /** The same with other numbers of pictures. */
  public SynthSettings withPictures(int newTrain, int newVal) {
    return new SynthSettings(
        classes, newTrain, newVal, width, height, maxObjects, typicalBodies, format, seed);
  }

  /** The same with another picture size. */
  public SynthSettings withSize(int newWidth, int newHeight) {
    return new SynthSettings(
        classes, train, val, newWidth, newHeight, maxObjects, typicalBodies, format, seed);
  }

  /** The same with another number of classes. */
  public SynthSettings withClasses(int newClasses) {
    return new SynthSettings(
        newClasses, train, val, width, height, maxObjects, typicalBodies, format, seed);
  }

  /** The same with another share of bodies in the colour of their class. */
  public SynthSettings withTypicalBodies(double newShare) {
    return new SynthSettings(
        classes, train, val, width, height, maxObjects, newShare, format, seed);
  }

  /** The same with another picture format. */
  public SynthSettings withFormat(Format newFormat) {
    return new SynthSettings(
        classes, train, val, width, height, maxObjects, typicalBodies, newFormat, seed);
  }

  /** The same with another seed. */
  public SynthSettings withSeed(long newSeed) {
    return new SynthSettings(
        classes, train, val, width, height, maxObjects, typicalBodies, format, newSeed);
  }
}
