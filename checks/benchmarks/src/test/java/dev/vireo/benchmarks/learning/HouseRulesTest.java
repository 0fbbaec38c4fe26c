package dev.vireo.benchmarks.learning;

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
    packages = "dev.vireo.benchmarks.learning",
    importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

  private static final String ROOT = "dev.vireo.benchmarks.learning";

  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static void roomsKeepTheirPromises(JavaClasses classes) {
    knowsOnly(ROOT + ".tasks", ROOT + ".tasks", "dev.vireo.jobs..", "dev.vireo.pipelines.demo")
        .check(classes);
    knowsOnly(
            ROOT + ".grid",
            ROOT + ".grid",
            "dev.vireo.algorithms",
            "dev.vireo.jobs.runtime.settings",
            "dev.vireo.pipelines",
            "dev.vireo.pipelines.config")
        .check(classes);
    knowsOnly(
            ROOT + ".report",
            ROOT + ".report",
            ROOT + ".grid",
            "dev.vireo.algorithms",
            "dev.vireo.benchmarks.plot")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".report")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..")
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
