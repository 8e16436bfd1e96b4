package org.tag2mask.models.graph;

import org.tag2mask.models.params.Initializer;

/**
 * The settings of a convolution, as a value with defaults: stride 1, no padding, no dilation, one
 * group, with bias.
 *
 * @param out output channels
 * @param kernel window size, square
 * @param stride step
 * @param padding zeros around
 * @param dilation distance between window elements
 * @param groups channel groups; {@link #DEPTHWISE} means one per input channel
 * @param bias whether a bias is added
 * @param initializer first values of the weight
 */
public record Conv2d(
    int out,
    int kernel,
    int stride,
    Padding padding,
    int dilation,
    int groups,
    boolean bias,
    Initializer initializer) {

  /** As many groups as input channels. */
  public static final int DEPTHWISE = -1;

  /** A convolution with the defaults. */
  public static Conv2d of(int out, int kernel) {
    return new Conv2d(out, kernel, 1, Padding.NONE, 1, 1, true, Initializer.KAIMING);
  }

  /** With this step. */
  public Conv2d stride(int value) {
    return new Conv2d(out, kernel, value, padding, dilation, groups, bias, initializer);
  }

  /** With this padding on all sides. */
  public Conv2d padding(int value) {
    return padding(Padding.all(value));
  }

  /** With this padding. */
  public Conv2d padding(Padding value) {
    return new Conv2d(out, kernel, stride, value, dilation, groups, bias, initializer);
  }

  /** With this dilation. */
  public Conv2d dilation(int value) {
    return new Conv2d(out, kernel, stride, padding, value, groups, bias, initializer);
  }

  /** With one group per input channel. */
  public Conv2d depthwise() {
    return new Conv2d(out, kernel, stride, padding, dilation, DEPTHWISE, bias, initializer);
  }

  /** Without bias. */
  public Conv2d noBias() {
    return new Conv2d(out, kernel, stride, padding, dilation, groups, false, initializer);
  }

  /** With these first values. */
  public Conv2d initial(Initializer value) {
    return new Conv2d(out, kernel, stride, padding, dilation, groups, bias, value);
  }

  int groupsFor(int channels) {
    return groups == DEPTHWISE ? channels : groups;
  }

  Op.Conv op(int channels) {
    return new Op.Conv(out, kernel, stride, padding, dilation, groupsFor(channels), bias);
  }
}
