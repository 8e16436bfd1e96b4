package org.tag2mask.crf;

import java.util.ArrayList;
import java.util.List;
import org.tag2mask.crf.lattice.ColourFeatures;
import org.tag2mask.crf.lattice.FeatureSource;
import org.tag2mask.crf.lattice.GivenFeatures;
import org.tag2mask.crf.lattice.Lattice;
import org.tag2mask.crf.lattice.PositionFeatures;
import org.tag2mask.crf.meanfield.Clock;
import org.tag2mask.crf.meanfield.Term;
import org.tag2mask.crf.parallel.Crew;
import org.tag2mask.crf.parallel.Stripes;

/** Makes the lattices of one image, or finds those that depend on its size alone. */
final class Preparation {
  private Preparation() {}

  static List<Term> terms(
      CrfSettings settings, CrfInput input, CrfWorkspace workspace, Crew crew, Stripes stripes) {
    List<Term> terms = new ArrayList<>();
    for (PairwiseKernel kernel : settings.kernels()) {
      if (kernel.weight() != 0) {
        terms.add(term(kernel, terms.size(), settings, input, workspace, crew, stripes));
      }
    }
    return terms;
  }

  private static Term term(
      PairwiseKernel kernel,
      int number,
      CrfSettings settings,
      CrfInput input,
      CrfWorkspace workspace,
      Crew crew,
      Stripes stripes) {
    List<Object> key = null;
    if (kernel instanceof PairwiseKernel.Gaussian) {
      key = List.of(kernel, settings.normalization(), input.width(), input.height());
      Term kept = workspace.kept(key);
      if (kept != null) {
        return kept;
      }
    }
    Lattice old = key == null ? workspace.recycled(number) : null;
    workspace.clock.start();
    Lattice lattice = workspace.builder.build(source(kernel, input), crew, stripes, old);
    workspace.clock.lap(Clock.Part.BUILD);
    Term term =
        workspace.normaliser.fold(
            lattice, kernel.weight(), settings.normalization(), crew, stripes);
    workspace.clock.lap(Clock.Part.NORMALISE);
    if (key == null) {
      workspace.recycle(number, lattice);
    } else {
      workspace.keep(key, term, input.pixels());
    }
    return term;
  }

  private static FeatureSource source(PairwiseKernel kernel, CrfInput input) {
    int width = input.width();
    int height = input.height();
    if (kernel instanceof PairwiseKernel.Gaussian g) {
      return new PositionFeatures(width, height, g.sx(), g.sy());
    }
    if (kernel instanceof PairwiseKernel.Bilateral b) {
      if (input.rgb() == null) {
        throw new IllegalArgumentException(
            "rgb is null, expected the pixels that a bilateral kernel compares");
      }
      return new ColourFeatures(width, height, input.rgb(), b.sx(), b.sy(), b.sr(), b.sg(), b.sb());
    }
    PairwiseKernel.Features f = (PairwiseKernel.Features) kernel;
    FeatureMap map = input.features().get(f.name());
    if (map == null || map.dimensions() != f.dimensions()) {
      throw new IllegalArgumentException(
          "features '"
              + f.name()
              + "' "
              + (map == null ? "are missing" : "have " + map.dimensions() + " dimensions")
              + ", expected "
              + f.dimensions()
              + " dimensions as the kernel has");
    }
    double[] deviations = f.deviations().stream().mapToDouble(Double::doubleValue).toArray();
    return new GivenFeatures(f.name(), input.pixels(), map.values(), deviations);
  }
}
