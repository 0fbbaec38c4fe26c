package dev.vireo.store;

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
@AnalyzeClasses(packages = "dev.vireo.store", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_SPARK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  @ArchTest
  static void roomsKeepTheirPromises(JavaClasses classes) {
    knowsOnly("dev.vireo.store.files..", "dev.vireo.store.files..", "dev.vireo.algorithms")
        .check(classes);
    knowsOnly(
            "dev.vireo.store.manifest..",
            "dev.vireo.store.manifest..",
            "dev.vireo.store.files..",
            "dev.vireo.algorithms")
        .check(classes);
    knowsOnly(
            "dev.vireo.store.parquet..",
            "dev.vireo.store.parquet..",
            "dev.vireo.store.manifest..",
            "dev.vireo.store.files..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms")
        .check(classes);
    knowsOnly(
            "dev.vireo.store.audit..",
            "dev.vireo.store.audit..",
            "dev.vireo.store.manifest..",
            "dev.vireo.store.run..",
            "dev.vireo.algorithms")
        .check(classes);
    knowsOnly(
            "dev.vireo.store.study..",
            "dev.vireo.store.study..",
            "dev.vireo.store.manifest..",
            "dev.vireo.store.run..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.store.run..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms")
        .check(classes);
  }

  private static ArchRule knowsOnly(String room, String... known) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAPackage("dev.vireo..").and(not(resideInAnyPackage(known))));
  }
}
