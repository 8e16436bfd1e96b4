package org.tag2mask.crf.meanfield;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tag2mask.crf.lattice.Lattice;
import org.tag2mask.crf.parallel.Crew;
import org.tag2mask.crf.parallel.Stripes;

/**
 * The mean-field loop. Each update is one pass over the pixels, chunk by chunk while a chunk is in
 * the first-level cache: slice the filtered values of the last distribution, apply the
 * compatibility, softmax, splat the new distribution. Then the lattices are blurred.
 */
public final class MeanField {
  /** A lattice with fewer points is not worth dividing among threads. */
  private static final int LEAST_POINTS = 2_048;

  private final Problem problem;
  private final Kernels kernels;
  private final Crew crew;
  private final Stripes stripes;
  private final List<Scratch> scratch;
  private final int planes;
  private final int stride;
  private final int chunk;
  private final int slices;

  /**
   * A run.
   *
   * @param problem with terms whose value arrays fit the channels of the kernels
   * @param scratch rooms by stripe, extended as needed
   */
  public MeanField(
      Problem problem, Kernels kernels, Crew crew, Stripes stripes, List<Scratch> scratch) {
    this.problem = problem;
    this.kernels = kernels;
    this.crew = crew;
    this.stripes = stripes;
    this.scratch = scratch;
    planes = kernels.planes(problem);
    stride = kernels.stride(problem);
    chunk = kernels.chunk(problem);
    slices = crew.threads() == 1 ? 1 : 2 * crew.threads();
    while (scratch.size() < stripes.count()) {
      scratch.add(new Scratch());
    }
  }

  /**
   * Runs all updates and writes the result.
   *
   * @return per distribution, if traced, Σ Q log Q, Σ Q U and Σ Q (μ w K Q); else nothing
   */
  public List<double[]> run(int iterations) {
    List<double[]> energies = new ArrayList<>();
    if (iterations == 0 && !problem.traced) {
      pass(Stage.ONLY);
      return energies;
    }
    pass(Stage.FIRST);
    blur();
    for (int t = 1; t <= iterations; t++) {
      Stage stage = t == iterations ? Stage.LAST : Stage.MIDDLE;
      pass(stage);
      if (stage == Stage.MIDDLE || problem.traced) {
        blur();
      }
      energies.add(takeEnergy());
    }
    if (problem.traced) {
      pass(Stage.CLOSING);
      energies.add(takeEnergy());
    }
    return energies;
  }

  private void pass(Stage stage) {
    crew.run(stripes.count(), stripe -> passStripe(stage, stripe));
  }

  private void passStripe(Stage stage, int stripe) {
    boolean splats = stage.splats() || (problem.traced && stage == Stage.LAST);
    if (splats) {
      for (Term term : problem.terms) {
        term.clear(stripe, stride);
      }
    }
    Scratch room = scratch.get(stripe);
    int end = stripes.from(stripe + 1);
    for (int from = stripes.from(stripe); from < end; from += chunk) {
      int count = Math.min(chunk, end - from);
      kernels.update(problem, stage, stripe, from, count, room);
    }
  }

  /** Adds up the stripes and blurs all lattices, axis by axis, all lattices together. */
  private void blur() {
    List<Term> terms = problem.terms;
    Clock clock = scratch.get(0).clock;
    clock.start();
    if (stripes.count() > 1) {
      crew.run(terms.size() * slices, part -> gather(terms.get(part / slices), part % slices));
    }
    int axes = 0;
    for (Term term : terms) {
      axes = Math.max(axes, term.lattice.vertices);
    }
    for (int axis = 0; axis < axes; axis++) {
      int now = axis;
      crew.run(
          terms.size() * slices,
          part -> {
            Term term = terms.get(part / slices);
            if (now < term.lattice.vertices) {
              blur(term, now, part % slices);
            }
          });
      for (Term term : terms) {
        if (axis < term.lattice.vertices) {
          term.swap();
        }
      }
    }
    for (Term term : terms) {
      term.swap();
    }
    clock.lap(Clock.Part.BLUR);
  }

  /** Adds the stripes' sums of a range of points, in the order of the stripes. */
  private void gather(Term term, int slice) {
    Lattice lattice = term.lattice;
    int from = 1 + part(lattice.points, slice);
    int to = 1 + part(lattice.points, slice + 1);
    for (int stripe = 1; stripe < stripes.count(); stripe++) {
      int low = Math.max(from, lattice.low[stripe]);
      int high = Math.min(to, lattice.high[stripe]);
      for (int plane = 0; plane < planes && low < high; plane++) {
        kernels.add(term.other[plane], term.sums(stripe)[plane], low * stride, high * stride);
      }
    }
  }

  private void blur(Term term, int axis, int slice) {
    Lattice lattice = term.lattice;
    if (lattice.points < LEAST_POINTS && slice > 0) {
      return;
    }
    boolean whole = lattice.points < LEAST_POINTS;
    int from = whole ? 1 : 1 + part(lattice.points, slice);
    int to = whole ? lattice.points + 1 : 1 + part(lattice.points, slice + 1);
    for (int plane = 0; plane < planes; plane++) {
      kernels.blur(
          term.other[plane],
          term.values[plane],
          lattice.next[axis],
          lattice.previous[axis],
          stride,
          from,
          to);
    }
  }

  private int part(int size, int slice) {
    return (int) ((long) size * slice / slices);
  }

  private double[] takeEnergy() {
    double[] total = new double[3];
    for (int stripe = 0; stripe < stripes.count(); stripe++) {
      double[] energy = scratch.get(stripe).energy;
      for (int i = 0; i < 3; i++) {
        total[i] += energy[i];
      }
      Arrays.fill(energy, 0);
    }
    return total;
  }
}
