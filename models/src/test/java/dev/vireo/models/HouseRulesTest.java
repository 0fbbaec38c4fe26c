package dev.vireo.models;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the package-info of each room promises. */
@AnalyzeClasses(packages = "dev.vireo.models", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_SPARK = keepsOut("dev.vireo..", "org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule ONE_CLASS_TOUCHES_THE_NATIVE_INTERFACE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.vireo.models.torch.Autograd")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch.jni..");

  @ArchTest
  static void roomsKeepTheirPromises(JavaClasses classes) {
    keepsOut(
            "dev.vireo.models.adapter..",
            "dev.vireo.models.sampling..",
            "dev.vireo.models.scoring..",
            "dev.vireo.models.training..")
        .check(classes);
    keepsOut(
            "dev.vireo.models.architecture..",
            "ai.djl..",
            "java.nio.file..",
            "dev.vireo.models.directory..",
            "dev.vireo.models.files..",
            "dev.vireo.models.json..",
            "dev.vireo.models.safetensors..")
        .check(classes);
    keepsOut(
            "dev.vireo.models.parameters..",
            "ai.djl..",
            "java.nio.file..",
            "dev.vireo.models.directory..",
            "dev.vireo.models.files..",
            "dev.vireo.models.json..",
            "dev.vireo.models.safetensors..")
        .check(classes);
    knowsOnly(
            "dev.vireo.models.chat..",
            "dev.vireo.models.chat..",
            "dev.vireo.models.json..",
            "dev.vireo.models.template..",
            "dev.vireo.models.tokenizer..",
            "dev.vireo.algorithms..")
        .check(classes);
    keepsOut("dev.vireo.models.checkpoint..", "ai.djl..").check(classes);
    keepsOut(
            "dev.vireo.models.decoder..",
            "dev.vireo.models.sampling..",
            "dev.vireo.models.training..",
            "dev.vireo.models.directory..",
            "dev.vireo.models.safetensors..",
            "java.nio.file..",
            "ai.djl.pytorch..")
        .check(classes);
    keepsOut("dev.vireo.models.directory..", "ai.djl..").check(classes);
    knowsOnly("dev.vireo.models.files..", "dev.vireo.models.files..", "dev.vireo.algorithms")
        .check(classes);
    knowsOnly(
            "dev.vireo.models.json..",
            "dev.vireo.models.json..",
            "dev.vireo.models.files..",
            "dev.vireo.algorithms")
        .check(classes);
    keepsOut("dev.vireo.models.memory..", "ai.djl..", "java.nio.file..").check(classes);
    keepsOut(
            "dev.vireo.models.engine..",
            "dev.vireo.models.sampling..",
            "dev.vireo.models.training..")
        .check(classes);
    knowsOnly(
            "dev.vireo.models.safetensors..",
            "dev.vireo.models.safetensors..",
            "dev.vireo.models.parameters",
            "dev.vireo.models.json..",
            "dev.vireo.models.files..",
            "dev.vireo.algorithms")
        .check(classes);
    keepsOut("dev.vireo.models.sampling..", "dev.vireo.models.training..").check(classes);
    keepsOut(
            "dev.vireo.models.scoring..",
            "dev.vireo.models.sampling..",
            "dev.vireo.models.training..")
        .check(classes);
    knowsOnly("dev.vireo.models.template..", "dev.vireo.models.template..").check(classes);
    knowsOnly(
            "dev.vireo.models.template.syntax..",
            "dev.vireo.models.template.syntax..",
            "dev.vireo.models.template.values..")
        .check(classes);
    knowsOnly("dev.vireo.models.template.values..", "dev.vireo.models.template.values..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage("dev.vireo.models.template..")
        .should()
        .dependOnClassesThat(not(resideInAnyPackage("dev.vireo..", "java..")))
        .check(classes);
    knowsOnly(
            "dev.vireo.models.tokenizer..",
            "dev.vireo.models.tokenizer..",
            "dev.vireo.models.json..",
            "dev.vireo.models.files..",
            "dev.vireo.algorithms")
        .check(classes);
    knowsOnly("dev.vireo.models.torch..", "dev.vireo.models.torch..").check(classes);
    keepsOut("dev.vireo.models.training..", "dev.vireo.models.sampling..").check(classes);
  }

  private static ArchRule keepsOut(String room, String... strangers) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(strangers);
  }

  private static ArchRule knowsOnly(String room, String... known) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAPackage("dev.vireo..").and(not(resideInAnyPackage(known))));
  }
}
