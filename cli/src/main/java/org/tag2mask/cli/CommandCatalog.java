package org.tag2mask.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tag2mask.cli.command.CamsCommand;
import org.tag2mask.cli.command.Command;
import org.tag2mask.cli.command.CrfCommand;
import org.tag2mask.cli.command.DemoCommand;
import org.tag2mask.cli.command.EvaluateCommand;
import org.tag2mask.cli.command.ExportCommand;
import org.tag2mask.cli.command.InspectCommand;
import org.tag2mask.cli.command.InstancesCommand;
import org.tag2mask.cli.command.LabelsCommand;
import org.tag2mask.cli.command.MasksCommand;
import org.tag2mask.cli.command.PipelineCommand;
import org.tag2mask.cli.command.ReportCommand;
import org.tag2mask.cli.command.RetagCommand;
import org.tag2mask.cli.command.SegmentCommand;
import org.tag2mask.cli.command.SweepCommand;
import org.tag2mask.cli.command.SynthCommand;
import org.tag2mask.cli.command.TrainCommand;
import org.tag2mask.cli.command.WeightsCommand;

/** The sub-commands by name. Their classes are loaded one at a time, when called. */
final class CommandCatalog {
  private static final Map<String, String> SUMMARIES = new LinkedHashMap<>();

  static {
    SUMMARIES.put("demo", "the whole path on made-up pictures, with a report to look at");
    SUMMARIES.put("pipeline", "every stage of a method, from one YAML file or preset");
    SUMMARIES.put("synth", "write a data set of made-up pictures with tags and exact masks");
    SUMMARIES.put("train", "train a classifier from image tags, or a segmenter from masks");
    SUMMARIES.put("export", "write a trained or given network as an ONNX file");
    SUMMARIES.put("cams", "write class activation maps of images");
    SUMMARIES.put("labels", "write the labels an affinity network learns from, resumably");
    SUMMARIES.put("retag", "correct noisy tags with a trained classifier");
    SUMMARIES.put("masks", "write pseudo-masks of images, resumably");
    SUMMARIES.put("segment", "segment images with a trained segmenter, resumably");
    SUMMARIES.put("instances", "write masks of single objects as COCO results, resumably");
    SUMMARIES.put("sweep", "score many backgrounds, exponents and steps against the truth");
    SUMMARIES.put("crf", "refine one mask by the colours of its image; sweep settings");
    SUMMARIES.put("evaluate", "compare masks or maps with the truth");
    SUMMARIES.put("report", "write an HTML page with pictures, maps and masks");
    SUMMARIES.put("inspect", "say what an ONNX model is: contract, size, origin");
    SUMMARIES.put("weights", "look into, convert or match weight files");
  }

  private CommandCatalog() {}

  static Map<String, String> summaries() {
    return Collections.unmodifiableMap(SUMMARIES);
  }

  /** A switch and not a map of constructors: method references would load every class. */
  static Command create(String name) {
    return switch (name) {
      case "demo" -> new DemoCommand();
      case "pipeline" -> new PipelineCommand();
      case "synth" -> new SynthCommand();
      case "train" -> new TrainCommand();
      case "export" -> new ExportCommand();
      case "cams" -> new CamsCommand();
      case "labels" -> new LabelsCommand();
      case "retag" -> new RetagCommand();
      case "masks" -> new MasksCommand();
      case "segment" -> new SegmentCommand();
      case "instances" -> new InstancesCommand();
      case "sweep" -> new SweepCommand();
      case "crf" -> new CrfCommand();
      case "evaluate" -> new EvaluateCommand();
      case "report" -> new ReportCommand();
      case "inspect" -> new InspectCommand();
      case "weights" -> new WeightsCommand();
      default ->
          throw new UsageException(
              "there is no command '"
                  + name
                  + "'"
                  + Suggestion.among(name, SUMMARIES.keySet())
                  + "; the commands are "
                  + String.join(", ", SUMMARIES.keySet()));
    };
  }
}
