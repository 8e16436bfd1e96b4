package org.tag2mask.models.network;

import java.util.Arrays;

/**
 * How a network wants its image: {@code x = (value - mean) / deviation} per channel, values 0..255.
 * Travels with the network, so that the trainer and the exported file treat pixels alike.
 *
 * @param order of the three channels
 * @param mean subtracted, in the network's channel order, on the 0..255 scale
 * @param deviation divided by, in the network's channel order, on the 0..255 scale
 */
public record ImageInput(ChannelOrder order, float[] mean, float[] deviation) {

  /** Order of the colour channels. */
  public enum ChannelOrder {
    /** Red first. */
    RGB,
    /** Blue first, as Caffe models want it. */
    BGR
  }

  /** RGB scaled to -1..1. */
  public static ImageInput signedUnit() {
    return new ImageInput(
        ChannelOrder.RGB,
        new float[] {127.5f, 127.5f, 127.5f},
        new float[] {127.5f, 127.5f, 127.5f});
  }

  /** RGB with the ImageNet mean and deviation of torchvision. */
  public static ImageInput imageNet() {
    return new ImageInput(
        ChannelOrder.RGB,
        new float[] {0.485f * 255, 0.456f * 255, 0.406f * 255},
        new float[] {0.229f * 255, 0.224f * 255, 0.225f * 255});
  }

  /** BGR minus the ImageNet mean of the Caffe models, not scaled. */
  public static ImageInput caffe() {
    return new ImageInput(
        ChannelOrder.BGR, new float[] {104.008f, 116.669f, 122.675f}, new float[] {1, 1, 1});
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageInput i
        && order == i.order
        && Arrays.equals(mean, i.mean)
        && Arrays.equals(deviation, i.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }

  @Override
  public String toString() {
    return order + " mean " + Arrays.toString(mean) + " deviation " + Arrays.toString(deviation);
  }
}
