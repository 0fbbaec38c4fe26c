package dev.vireo.pipelines;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the package-info of each room promises. */
@AnalyzeClasses(
    packages = "dev.vireo.pipelines",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_NATIVE_INTERFACE = keepsOut("dev.vireo..", "ai.djl.pytorch.jni..");

  @ArchTest
  static final ArchRule ICEBERG_IN_ONE_ROOM =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.vireo.pipelines.tables..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.iceberg..");

  @ArchTest
  static void roomsKeepTheirPromises(JavaClasses classes) {
    keepsOut("dev.vireo.pipelines.adjust..", "org.apache.spark..", "picocli..").check(classes);
    keepsOut(
            "dev.vireo.pipelines.config..",
            "org.apache.spark..",
            "dev.vireo.pipelines.cli..",
            "dev.vireo.jobs.rollouts",
            "dev.vireo.jobs.rewards.stage..",
            "dev.vireo.jobs.advantages..",
            "dev.vireo.jobs.evaluation..")
        .check(classes);
    keepsOut("dev.vireo.pipelines.demo..", "dev.vireo.pipelines.cli..").check(classes);
    keepsOut("dev.vireo.pipelines.doctor..", "picocli..").check(classes);
    keepsOut("dev.vireo.pipelines.rescore..", "dev.vireo.pipelines.cli..", "picocli..")
        .check(classes);
    keepsOut("dev.vireo.pipelines.spark..", "dev.vireo.pipelines.cli..").check(classes);
    keepsOut(
            "dev.vireo.pipelines.tables..",
            "picocli..",
            "dev.vireo.pipelines.cli..",
            "dev.vireo.pipelines.run..")
        .check(classes);
  }

  private static ArchRule keepsOut(String room, String... strangers) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(strangers);
  }
}
