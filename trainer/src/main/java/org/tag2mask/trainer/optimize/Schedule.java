package org.tag2mask.trainer.optimize;

import java.util.List;

/** How the learning rate changes over a training: a factor on every group's rate. */
public sealed interface Schedule {

  /**
   * The factor of one step.
   *
   * @param step steps done before, 0 for the first
   * @param total steps of the whole training
   * @return factor, 0 or more
   */
  double factor(long step, long total);

  /**
   * {@code (1 - t/T)^power}, t counted before the update (DeepLab; PSA family).
   *
   * @param power usually 0.9
   */
  record Poly(double power) implements Schedule {
    /** Checks the range. */
    public Poly {
      if (!(power > 0)) {
        throw new IllegalArgumentException("poly power must be above 0 but is " + power);
      }
    }

    @Override
    public double factor(long step, long total) {
      return Math.pow(Math.max(0, 1 - (double) step / total), power);
    }
  }

  /**
   * Multiplied by a factor at some parts of the training.
   *
   * @param at ascending parts of the whole, each between 0 and 1, for example 0.6 and 0.8
   * @param gamma the factor, usually 0.1
   */
  record Steps(List<Double> at, double gamma) implements Schedule {
    /** Checks the values. */
    public Steps {
      at = List.copyOf(at);
      double before = 0;
      for (double part : at) {
        if (!(part > before && part < 1)) {
          throw new IllegalArgumentException(
              "step parts must ascend between 0 and 1 but are " + at);
        }
        before = part;
      }
      if (!(gamma > 0)) {
        throw new IllegalArgumentException("step factor must be above 0 but is " + gamma);
      }
    }

    @Override
    public double factor(long step, long total) {
      double part = (double) step / total;
      long passed = at.stream().filter(border -> part >= border).count();
      return Math.pow(gamma, passed);
    }
  }

  /** Always 1. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long total) {
      return 1;
    }
  }

  /**
   * Another schedule whose first steps are scaled by {@code (t+1)/steps}.
   *
   * @param steps length of the warm-up
   * @param then the schedule
   */
  record WarmUp(int steps, Schedule then) implements Schedule {
    /** Checks the range. */
    public WarmUp {
      if (steps < 0) {
        throw new IllegalArgumentException("warm-up steps must be 0 or more but are " + steps);
      }
    }

    @Override
    public double factor(long step, long total) {
      double rise = step < steps ? (step + 1.0) / steps : 1;
      return rise * then.factor(step, total);
    }
  }
}
