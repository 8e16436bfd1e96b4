package org.tag2mask.cli.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.data.synth.SynthSettings;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.recipe.MaskRecipe;

/**
 * What a pipeline does, from data to report.
 *
 * @param name the method, such as {@code cam}
 * @param synth a data set to make up first; without, the user brings one
 * @param classifier how the classifier is made
 * @param affinity how the affinity network is made that masks are refined with, if there is one
 * @param splits which images serve for what
 * @param recipe how maps become masks
 * @param confidence whether confidence maps are kept
 * @param segmenter how the segmenter is made that learns from the masks, if there is one
 * @param reportImages most images in the report
 */
public record PipelineConfig(
    String name,
    Optional<SynthSettings> synth,
    ModelConfig classifier,
    Optional<AffinityConfig> affinity,
    Splits splits,
    MaskRecipe recipe,
    boolean confidence,
    Optional<SegmenterConfig> segmenter,
    int reportImages) {

  /**
   * Which images serve for what.
   *
   * @param train images to learn from
   * @param validation images to measure tags on while training
   * @param masks images that get masks
   * @param evaluate images whose masks are compared with the truth, as far as there is any; the
   *     first one's result is {@code evaluation.json}
   */
  public record Splits(
      String train, Optional<String> validation, List<String> masks, List<String> evaluate) {
    /** Copies the lists. */
    public Splits {
      masks = List.copyOf(masks);
      evaluate = List.copyOf(evaluate);
    }

    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("train", train);
      map.put("validation", validation.orElse("none"));
      map.put("masks", new ArrayList<>(masks));
      map.put("evaluate", new ArrayList<>(evaluate));
      return map;
    }
  }

  /**
   * A preset.
   *
   * @param name one of {@link PresetFiles#names()}
   * @return its configuration
   */
  public static PipelineConfig preset(String name) {
    return PipelineYaml.config(PresetFiles.read(name), "preset " + name);
  }

  /**
   * A configuration file; what it leaves out comes from the preset it names under {@code preset}
   * ({@code cam} when it names none).
   *
   * @param file the YAML file; relative paths in it start at its folder
   * @return the configuration
   */
  public static PipelineConfig read(Path file) {
    return PipelineYaml.read(file);
  }

  /**
   * A value as YAML reads it: a number, a truth value, a list, or else a text.
   *
   * @param text the value
   * @param where for messages
   * @return Number, Boolean, List, Map, String or null
   */
  public static Object value(String text, String where) {
    return PipelineYaml.value(text, where);
  }

  /**
   * Every setting, ready to become YAML or JSON.
   *
   * @return nested maps in a fixed order; reading it back gives an equal configuration
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    synth.ifPresent(settings -> map.put("synth", PipelineYaml.synth(settings)));
    map.put("splits", splits.toMap());
    map.putAll(classifier.toMap());
    map.put("affinity", affinity.<Object>map(AffinityConfig::toMap).orElse("none"));
    Map<String, Object> masks = new LinkedHashMap<>();
    masks.put("recipe", Json.parse(recipe.toJson(), "recipe"));
    masks.put("confidence", confidence);
    map.put("masks", masks);
    map.put(SegmenterYaml.KEY, segmenter.<Object>map(SegmenterConfig::toMap).orElse("none"));
    segmenter.ifPresent(config -> map.put(SegmenterYaml.SEGMENT, config.segmentMap()));
    map.put("report", new LinkedHashMap<>(Map.of("images", reportImages)));
    return map;
  }

  /**
   * The configuration as text for people and for {@link #read}.
   *
   * @return YAML
   */
  public String toYaml() {
    return PipelineYaml.text(toMap());
  }

  /**
   * The same with another classifier.
   *
   * @param newClassifier how it is made
   * @return a new configuration
   */
  public PipelineConfig withClassifier(ModelConfig newClassifier) {
    return new PipelineConfig(
        name, synth, newClassifier, affinity, splits, recipe, confidence, segmenter, reportImages);
  }

  /**
   * The same with another affinity network.
   *
   * @param newAffinity how it is made; empty for none
   * @return a new configuration
   */
  public PipelineConfig withAffinity(Optional<AffinityConfig> newAffinity) {
    return new PipelineConfig(
        name, synth, classifier, newAffinity, splits, recipe, confidence, segmenter, reportImages);
  }

  /**
   * The same with another recipe.
   *
   * @param newRecipe how maps become masks
   * @return a new configuration
   */
  public PipelineConfig withRecipe(MaskRecipe newRecipe) {
    return new PipelineConfig(
        name, synth, classifier, affinity, splits, newRecipe, confidence, segmenter, reportImages);
  }

  /**
   * The same with another made-up data set.
   *
   * @param newSynth what to make up
   * @return a new configuration
   */
  public PipelineConfig withSynth(SynthSettings newSynth) {
    return new PipelineConfig(
        name,
        Optional.of(newSynth),
        classifier,
        affinity,
        splits,
        recipe,
        confidence,
        segmenter,
        reportImages);
  }

  /**
   * The same with other splits.
   *
   * @param newSplits which images serve for what
   * @return a new configuration
   */
  public PipelineConfig withSplits(Splits newSplits) {
    return new PipelineConfig(
        name, synth, classifier, affinity, newSplits, recipe, confidence, segmenter, reportImages);
  }

  /**
   * The same with another segmenter.
   *
   * @param newSegmenter how it is made; empty for none
   * @return a new configuration
   */
  public PipelineConfig withSegmenter(Optional<SegmenterConfig> newSegmenter) {
    return new PipelineConfig(
        name, synth, classifier, affinity, splits, recipe, confidence, newSegmenter, reportImages);
  }

  /**
   * The configured segmenter, or a small one with the usual settings.
   *
   * @return how it is made
   */
  public SegmenterConfig segmenterOrDefault() {
    return segmenter.orElseGet(SegmenterYaml::standard);
  }

  /** Whether masks are made of a classifier at all. */
  boolean makesMasks() {
    return segmenter.map(SegmenterConfig::masks).orElse(SegmenterConfig.Masks.MADE)
        != SegmenterConfig.Masks.OWN;
  }
}
