package org.tag2mask.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The module table of docs/architecture.md. */
class ModuleTableTest {
  private static final String OURS = "org.tag2mask.";

  /** What each module may use besides itself and the JDK: our modules, then packages of others. */
  private static final Map<String, List<String>> TABLE = new LinkedHashMap<>();

  static {
    TABLE.put("crf", List.of("jdk.incubator.vector"));
    TABLE.put("models", List.of("com.fasterxml.jackson.core"));
    TABLE.put(
        "runtime",
        List.of(
            "org.tag2mask.crf",
            "ai.onnxruntime",
            "org.ejml",
            "jdk.incubator.vector",
            "com.fasterxml.jackson.jr",
            "com.fasterxml.jackson.core"));
    TABLE.put(
        "data",
        List.of(
            "org.tag2mask.runtime",
            "org.bytedeco",
            "com.fasterxml.jackson",
            "org.apache.commons.compress"));
    TABLE.put(
        "exporter",
        List.of(
            "org.tag2mask.models",
            "org.tag2mask.runtime",
            "ai.onnx.proto",
            "com.google.protobuf",
            "org.bytedeco.javacpp",
            "org.bytedeco.onnx"));
    TABLE.put(
        "trainer",
        List.of(
            "org.tag2mask.models",
            "org.tag2mask.runtime",
            "org.tag2mask.data",
            "org.tag2mask.exporter",
            "ai.djl",
            "com.fasterxml.jackson"));
    TABLE.put("batch", List.of("org.tag2mask.runtime", "org.tag2mask.data"));
  }

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tag2mask");
  }

  static Stream<String> modules() {
    return TABLE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleUsesOnlyWhatTheTableNames(String module) {
    long size = all.stream().filter(type -> in(type, OURS + module)).count();
    assertTrue(size > 5, "module " + module + " has only " + size + " classes on the class path");
    classes()
        .that()
        .resideInAPackage(OURS + module + "..")
        .should()
        .onlyDependOnClassesThat(allowed(module))
        .check(all);
  }

  @Test
  void runtimeNeverSeesTrainingDecodingOrTheCommandLine() {
    classes()
        .that()
        .resideInAPackage("org.tag2mask.runtime..")
        .should()
        .onlyDependOnClassesThat(
            new DescribedPredicate<JavaClass>("are not DJL, OpenCV, JCommander or data binding") {
              @Override
              public boolean test(JavaClass type) {
                return Stream.of(
                        "ai.djl",
                        "org.bytedeco",
                        "com.beust",
                        "com.fasterxml.jackson.databind",
                        "org.tag2mask.cli")
                    .noneMatch(name -> in(type, name));
              }
            })
        .check(all);
  }

  @Test
  void modulesHaveNoCircles() {
    SlicesRuleDefinition.slices()
        .matching("org.tag2mask.(*)..")
        .should()
        .beFreeOfCycles()
        .check(all);
  }

  @Test
  void theReportKnowsNothingOfCommandsAndStages() {
    classes()
        .that()
        .resideInAPackage("org.tag2mask.cli.report..")
        .should()
        .onlyDependOnClassesThat(
            new DescribedPredicate<JavaClass>("are not commands, stages or pipelines") {
              @Override
              public boolean test(JavaClass type) {
                return !in(type, "org.tag2mask.cli") || in(type, "org.tag2mask.cli.report");
              }
            })
        .check(all);
  }

  private static DescribedPredicate<JavaClass> allowed(String module) {
    return new DescribedPredicate<>("belong to the JDK, " + module + " or " + TABLE.get(module)) {
      @Override
      public boolean test(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive()
            || in(base, "java")
            || in(base, "javax")
            || in(base, OURS + module)
            || TABLE.get(module).stream().anyMatch(name -> in(base, name));
      }
    };
  }

  private static boolean in(JavaClass type, String name) {
    return type.getPackageName().equals(name) || type.getPackageName().startsWith(name + ".");
  }
}
