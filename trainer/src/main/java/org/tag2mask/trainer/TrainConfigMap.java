package org.tag2mask.trainer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.DeviceException;
import org.tag2mask.runtime.json.Json;
import org.tag2mask.runtime.json.JsonException;
import org.tag2mask.runtime.json.JsonObject;
import org.tag2mask.trainer.TrainConfig.Keep;
import org.tag2mask.trainer.loader.CropSettings;
import org.tag2mask.trainer.optimize.GroupRates;
import org.tag2mask.trainer.optimize.OptimizerSettings;
import org.tag2mask.trainer.optimize.Schedule;

/** The flat map form of {@link TrainConfig}: keys as they stand in {@code config.yaml}. */
final class TrainConfigMap {
  private static final String RATES = "rates";
  private static final String MOMENTUM = "momentum";

  /**
   * The momentum of public code that hands its weight decay to where momentum belongs (AffinityNet,
   * IRNet, SEAM, VWE, SemFormer).
   */
  private static final String COMPAT = "compat";

  private TrainConfigMap() {}

  static Map<String, Object> write(TrainConfig c) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epochs", c.epochs());
    map.put("batch", c.batch());
    map.put("accumulate", c.accumulate());
    map.put("max_steps", c.maxSteps());
    map.put("seed", c.seed());
    OptimizerSettings o = c.optimizer();
    map.put("optimizer", o.method().name().toLowerCase(Locale.ROOT));
    map.put("learning_rate", o.learningRate());
    map.put(MOMENTUM, o.momentum());
    map.put("nesterov", o.nesterov());
    map.put("weight_decay", o.weightDecay());
    map.put("clip_norm", o.clipNorm());
    map.put("rate_backbone_weight", o.rates().backboneWeight());
    map.put("rate_backbone_bias", o.rates().backboneBias());
    map.put("rate_head_weight", o.rates().headWeight());
    map.put("rate_head_bias", o.rates().headBias());
    map.put("decay_biases", o.rates().decayBiases());
    map.put("rate_layers", layers(o.rates()));
    schedule(c.schedule(), map);
    CropSettings p = c.crop();
    map.put("crop_height", p.height());
    map.put("crop_width", p.width());
    map.put("scale_low", p.scaleLow());
    map.put("scale_high", p.scaleHigh());
    map.put("long_side_low", p.longSideLow());
    map.put("long_side_high", p.longSideHigh());
    map.put("flip", p.flip());
    map.put("jitter", p.jitter());
    map.put("fit", p.fit().name().toLowerCase(Locale.ROOT));
    map.put("freeze", c.freeze());
    map.put("keep", c.keep().name().toLowerCase(Locale.ROOT));
    map.put("patience", c.patience());
    map.put("averaging", c.averaging());
    RunSettings r = c.run();
    map.put("devices", r.devices().stream().map(Device::toString).toList());
    map.put("threads", r.threads());
    map.put("workers", r.workers());
    map.put("ahead", r.ahead());
    map.put("checkpoint_every", r.checkpointEvery());
    map.put("log_every", r.logEvery());
    map.put("validate_every", r.validateEvery());
    map.put("skip_broken", r.skipBroken());
    return map;
  }

  private static void schedule(Schedule schedule, Map<String, Object> map) {
    int warmUp = schedule instanceof Schedule.WarmUp w ? w.steps() : 0;
    Schedule inner = schedule instanceof Schedule.WarmUp w ? w.then() : schedule;
    Schedule.Poly poly = inner instanceof Schedule.Poly p ? p : new Schedule.Poly(0.9);
    Schedule.Steps steps =
        inner instanceof Schedule.Steps s ? s : new Schedule.Steps(List.of(0.6, 0.8), 0.1);
    map.put("warm_up", warmUp);
    map.put("schedule", inner.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    map.put("poly_power", poly.power());
    map.put("step_at", steps.at());
    map.put("step_factor", steps.gamma());
  }

  static TrainConfig read(TrainConfig base, Map<String, ?> given, String where) {
    Map<String, Object> all = write(base);
    Set<String> known = Set.copyOf(all.keySet());
    Map<String, Object> overrides = new LinkedHashMap<>(given);
    Object preset = overrides.remove(RATES);
    for (String key : overrides.keySet()) {
      if (!known.contains(key)) {
        throw new TrainingException(
            where + ": unknown setting '" + key + "'; there are " + all.keySet() + " and rates");
      }
    }
    if (preset != null) {
      rates(preset, all, where);
    }
    all.putAll(overrides);
    if (COMPAT.equals(all.get(MOMENTUM))) {
      all.put(MOMENTUM, all.get("weight_decay"));
    }
    // Through text and back, so that whole numbers and fractions of any Java type are taken alike.
    JsonObject map = Json.parseObject(Json.write(all), where);
    try {
      return config(map, base.run().existing());
    } catch (IllegalArgumentException | JsonException | DeviceException e) {
      String message = e.getMessage();
      boolean placed = message.startsWith(where + ": ");
      throw new TrainingException(placed ? message : where + ": " + message, e);
    }
  }

  private static void rates(Object name, Map<String, Object> map, String where) {
    GroupRates preset = GroupRates.presets().get(String.valueOf(name));
    if (preset == null) {
      throw new TrainingException(
          where + ": rates is '" + name + "', expected one of " + GroupRates.presets().keySet());
    }
    map.put("rate_backbone_weight", preset.backboneWeight());
    map.put("rate_backbone_bias", preset.backboneBias());
    map.put("rate_head_weight", preset.headWeight());
    map.put("rate_head_bias", preset.headBias());
    map.put("decay_biases", preset.decayBiases());
  }

  private static TrainConfig config(JsonObject m, RunSettings.Existing existing) {
    GroupRates rates =
        new GroupRates(
            m.number("rate_backbone_weight"),
            m.number("rate_backbone_bias"),
            m.number("rate_head_weight"),
            m.number("rate_head_bias"),
            m.bool("decay_biases"),
            layers(m.strings("rate_layers")));
    OptimizerSettings optimizer =
        new OptimizerSettings(
            m.oneOf("optimizer", OptimizerSettings.Method.class),
            m.number("learning_rate"),
            m.number(MOMENTUM),
            m.bool("nesterov"),
            m.number("weight_decay"),
            m.number("clip_norm"),
            rates);
    CropSettings crop =
        new CropSettings(
            m.integer("crop_height"),
            m.integer("crop_width"),
            m.number("scale_low"),
            m.number("scale_high"),
            m.integer("long_side_low"),
            m.integer("long_side_high"),
            m.number("flip"),
            m.number("jitter"),
            m.oneOf("fit", CropSettings.Fit.class));
    RunSettings run =
        new RunSettings(
            m.strings("devices").stream().map(Device::parse).toList(),
            m.integer("threads"),
            m.integer("workers"),
            m.integer("ahead"),
            m.integer("checkpoint_every"),
            m.integer("log_every"),
            m.integer("validate_every"),
            m.bool("skip_broken"),
            existing);
    return new TrainConfig(
        m.integer("epochs"),
        m.integer("batch"),
        m.integer("accumulate"),
        m.integer("max_steps"),
        seed(m),
        optimizer,
        schedule(m),
        crop,
        m.strings("freeze"),
        m.oneOf("keep", Keep.class),
        m.integer("patience"),
        m.number("averaging"),
        run);
  }

  /** Further multipliers as texts such as {@code fc_dp*=10}. */
  private static List<String> layers(GroupRates rates) {
    return rates.layers().entrySet().stream()
        .map(layer -> layer.getKey() + "=" + layer.getValue())
        .toList();
  }

  private static Map<String, Double> layers(List<String> texts) {
    Map<String, Double> layers = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.lastIndexOf('=');
      try {
        layers.put(text.substring(0, equals), Double.valueOf(text.substring(equals + 1)));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IllegalArgumentException(
            "rate_layers is '" + text + "', expected a layer and its factor, such as fc_dp*=10", e);
      }
    }
    return layers;
  }

  /** A double holds whole numbers only up to 2^53; larger seeds would silently become others. */
  private static long seed(JsonObject m) {
    double seed = m.number("seed");
    if (seed != Math.rint(seed) || Math.abs(seed) > 1L << 53) {
      throw new IllegalArgumentException("seed must be a whole number up to 2^53 but is " + seed);
    }
    return (long) seed;
  }

  private static Schedule schedule(JsonObject m) {
    String kind = m.string("schedule");
    Schedule inner =
        switch (kind) {
          case "poly" -> new Schedule.Poly(m.number("poly_power"));
          case "steps" -> new Schedule.Steps(m.numbers("step_at"), m.number("step_factor"));
          case "constant" -> new Schedule.Constant();
          default ->
              throw new IllegalArgumentException(
                  "schedule is '" + kind + "', expected poly, steps or constant");
        };
    int warmUp = m.integer("warm_up");
    return warmUp == 0 ? inner : new Schedule.WarmUp(warmUp, inner);
  }
}
