package dev.vireo.reports;

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
@AnalyzeClasses(
    packages = "dev.vireo.reports",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NEITHER_SPARK_NOR_A_MODEL =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "ai.djl..", "dev.vireo.models..");

  @ArchTest
  static void roomsKeepTheirPromises(JavaClasses classes) {
    knowsOnly(
            "dev.vireo.reports.history..",
            "dev.vireo.reports.history..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.completions..",
            "dev.vireo.reports.completions..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.signals..",
            "dev.vireo.reports.signals..",
            "dev.vireo.reports.history..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.audit..",
            "dev.vireo.reports.audit..",
            "dev.vireo.store.audit..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.study..",
            "dev.vireo.reports.study..",
            "dev.vireo.store.study..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly("dev.vireo.reports.tokens..", "dev.vireo.reports.tokens..", "dev.vireo.store..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.browse..",
            "dev.vireo.reports.browse..",
            "dev.vireo.reports.completions..",
            "dev.vireo.reports.tokens..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.listing..",
            "dev.vireo.reports.listing..",
            "dev.vireo.reports.history..",
            "dev.vireo.store..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.terminal..",
            "dev.vireo.reports.terminal..",
            "dev.vireo.reports.completions..",
            "dev.vireo.reports.history..",
            "dev.vireo.reports.listing..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.page..",
            "dev.vireo.reports..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
        .check(classes);
    knowsOnly(
            "dev.vireo.reports.tracking..",
            "dev.vireo.reports.tracking..",
            "dev.vireo.reports.history..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms..")
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
