package dev.vireo.jobs;

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
import java.util.Arrays;
import java.util.stream.Stream;

/** What the package-info of each room promises. */
@AnalyzeClasses(packages = "dev.vireo.jobs", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
  private static final String[] SPARK = {
    "org.apache.spark..", "scala..",
  };

  private static final String[] ENGINE = {
    "ai.djl..",
    "dev.vireo.models.decoder..",
    "dev.vireo.models.engine..",
    "dev.vireo.models.sampling..",
    "dev.vireo.models.scoring..",
    "dev.vireo.models.torch..",
    "dev.vireo.models.training..",
  };

  private static final String TRAINING = "dev.vireo.jobs.training..";

  private static final String[] STAGES = {
    "dev.vireo.jobs.rollouts",
    "dev.vireo.jobs.scores..",
    "dev.vireo.jobs.rewards.stage..",
    "dev.vireo.jobs.advantages..",
    "dev.vireo.jobs.audit..",
    "dev.vireo.jobs.evaluation..",
    TRAINING,
  };

  private static final String[] LATER = {
    "dev.vireo.jobs.rollouts..",
    "dev.vireo.jobs.scores..",
    "dev.vireo.jobs.rewards..",
    "dev.vireo.jobs.advantages..",
    "dev.vireo.jobs.audit..",
    "dev.vireo.jobs.evaluation..",
    TRAINING,
  };

  @ArchTest
  static final ArchRule NO_PACKAGE_CIRCLES =
      slices().matching("dev.vireo.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_NATIVE_INTERFACE = keepsOut("dev.vireo..", "ai.djl.pytorch.jni..");

  @ArchTest
  static void runtimeKnowsNoStage(JavaClasses classes) {
    knowsOnly(
            "dev.vireo.jobs.runtime..",
            "dev.vireo.jobs.runtime..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.models..",
            "dev.vireo.algorithms..")
        .check(classes);
    keepsOut("dev.vireo.jobs.runtime.progress..", SPARK, "dev.vireo.store..").check(classes);
    keepsOut("dev.vireo.jobs.runtime.settings..", SPARK, ENGINE).check(classes);
    keepsOut("dev.vireo.jobs.runtime.http..", SPARK, ENGINE, "dev.vireo.store..").check(classes);
    keepsOut("dev.vireo.jobs.runtime.process..", SPARK, ENGINE, "dev.vireo.store..").check(classes);
    knowsOnly(
            "dev.vireo.jobs.runtime.stage..",
            "dev.vireo.jobs.runtime..",
            "dev.vireo.store..",
            "dev.vireo.schemas..",
            "dev.vireo.algorithms")
        .check(classes);
  }

  @ArchTest
  static void dataComesFirst(JavaClasses classes) {
    keepsOut("dev.vireo.jobs.policy..", STAGES).check(classes);
    keepsOut("dev.vireo.jobs.data..", LATER).check(classes);
    keepsOut(
            "dev.vireo.jobs.data.source..",
            "dev.vireo.jobs.data.prompts..",
            "dev.vireo.jobs.data.demonstrations..",
            "dev.vireo.jobs.data.preferences..",
            "dev.vireo.jobs.data.steps..",
            "dev.vireo.jobs.policy..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.data.prompts..",
            "dev.vireo.jobs.data.demonstrations..",
            "dev.vireo.jobs.data.preferences..",
            "dev.vireo.jobs.data.steps..")
        .check(classes);
  }

  @ArchTest
  static void workersKnowNoStage(JavaClasses classes) {
    keepsOut(
            "dev.vireo.jobs.torch..",
            STAGES,
            "ai.djl..",
            "dev.vireo.models.decoder..",
            "dev.vireo.models.engine..",
            "dev.vireo.jobs.data..",
            "dev.vireo.jobs.policy..")
        .check(classes);
  }

  @ArchTest
  static void scoringKnowsNoStage(JavaClasses classes) {
    keepsOut("dev.vireo.jobs.scoring..", LATER, "ai.djl..", "dev.vireo.jobs.data..").check(classes);
  }

  @ArchTest
  static void environmentsKnowConversationsAlone(JavaClasses classes) {
    keepsOut("dev.vireo.jobs.environments..", SPARK, ENGINE, STAGES, "dev.vireo.jobs.rewards..")
        .check(classes);
    keepsOut("dev.vireo.jobs.runtime.python..", SPARK, ENGINE).check(classes);
  }

  @ArchTest
  static void stagesDoNotLookAhead(JavaClasses classes) {
    keepsOut(
            "dev.vireo.jobs.rollouts..",
            "dev.vireo.jobs.rewards..",
            "dev.vireo.jobs.advantages..",
            TRAINING)
        .check(classes);
    keepsOut("dev.vireo.jobs.rollouts.server..", SPARK, ENGINE, STAGES).check(classes);
    keepsOut("dev.vireo.jobs.rollouts.refinement..", ENGINE, "dev.vireo.jobs.evaluation..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.scores..",
            "dev.vireo.jobs.rewards..",
            "dev.vireo.jobs.advantages..",
            TRAINING)
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards..",
            "dev.vireo.jobs.advantages..",
            "dev.vireo.jobs.evaluation..",
            TRAINING)
        .check(classes);
    keepsOut("dev.vireo.jobs.selection..", ENGINE, "dev.vireo.jobs.advantages..", TRAINING)
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.advantages..",
            "dev.vireo.jobs.rollouts..",
            "dev.vireo.models..",
            TRAINING)
        .check(classes);
    keepsOut(
            TRAINING,
            "dev.vireo.jobs.rollouts..",
            "dev.vireo.jobs.rewards..",
            "dev.vireo.jobs.evaluation..")
        .check(classes);
    keepsOut("dev.vireo.jobs.audit..", ENGINE, TRAINING, "dev.vireo.jobs.policy..").check(classes);
    keepsOut("dev.vireo.jobs.evaluation..", TRAINING).check(classes);
    keepsOut("dev.vireo.jobs.study..", ENGINE, STAGES, "dev.vireo.jobs.policy..").check(classes);
    keepsOut(
            "dev.vireo.jobs.rescore..",
            "dev.vireo.jobs.rollouts..",
            "dev.vireo.jobs.evaluation..",
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.http..",
            "dev.vireo.jobs.rewards.judge..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.python..")
        .check(classes);
  }

  @ArchTest
  static void kindsOfRewardsStandApart(JavaClasses classes) {
    keepsOut("dev.vireo.jobs.rewards", "dev.vireo.jobs.rewards.*..", ENGINE, STAGES).check(classes);
    keepsOut("dev.vireo.jobs.rewards.functions..", SPARK, ENGINE, STAGES).check(classes);
    knowsOnly(
            "dev.vireo.jobs.rewards.functions.answers..",
            "dev.vireo.jobs.rewards.functions.answers..")
        .check(classes);
    keepsOut("dev.vireo.jobs.rewards.functions.answers..", SPARK).check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.stage..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.stage..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.stage..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.stage..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.python..",
            SPARK,
            ENGINE,
            STAGES,
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.http..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.judge..",
            SPARK,
            ENGINE,
            STAGES,
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.http..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.python..")
        .check(classes);
    keepsOut(
            "dev.vireo.jobs.rewards.http..",
            SPARK,
            ENGINE,
            STAGES,
            "dev.vireo.jobs.rewards.columns..",
            "dev.vireo.jobs.rewards.functions..",
            "dev.vireo.jobs.rewards.mllib..",
            "dev.vireo.jobs.rewards.model..",
            "dev.vireo.jobs.rewards.published..",
            "dev.vireo.jobs.rewards.python..")
        .check(classes);
    keepsOut("dev.vireo.jobs.rewards.stage..", ENGINE).check(classes);
  }

  /**
   * A rule that a room imports none of the strangers.
   *
   * @param strangers patterns of packages, and arrays of them
   */
  private static ArchRule keepsOut(String room, Object... strangers) {
    String[] patterns =
        Arrays.stream(strangers)
            .flatMap(each -> each instanceof String[] many ? Arrays.stream(many) : Stream.of(each))
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(patterns);
  }

  private static ArchRule knowsOnly(String room, String... known) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAPackage("dev.vireo..").and(not(resideInAnyPackage(known))));
  }
}
