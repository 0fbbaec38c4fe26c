package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.algorithms.loss.LossValue;
import dev.vireo.algorithms.loss.Outputs;
import dev.vireo.algorithms.loss.Sums;
import dev.vireo.algorithms.loss.TokenStatistic;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.scoring.WorkerScores;
import dev.vireo.jobs.torch.TorchWorker;
import dev.vireo.models.directory.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A worker's part of one step after the other. The worker gives outputs for micro-batches of the
 * task's shard; the loss, which is the one of the local engine, gives their derivative; the workers
 * add their gradients and make the step. All sums are merged in order of ranks.
 */
final class RankSteps<E> {
  /** What a checkpoint by workers has besides: versions, and what is promised of the bits. */
  private static final String ENVIRONMENT = TrainingState.FOLDER + "/torch.json";

  private final RankTask.Common common;
  private final Trainer.Work work;
  private final RankRecipe<E> recipe;
  private final TorchWorker worker;
  private final int rank;
  private final StepReport report;

  /** Whether workers hold parts of a layer, so that all must make the same passes. */
  private final boolean lockstep;

  RankSteps(
      RankTask.Common common,
      Trainer.Work work,
      RankRecipe<E> recipe,
      TorchWorker worker,
      int rank,
      StepReport report) {
    this.common = common;
    this.work = work;
    this.recipe = recipe;
    this.worker = worker;
    this.rank = rank;
    this.report = report;
    this.lockstep = common.settings().sharesParts();
  }

  /**
   * Makes the plan's steps.
   *
   * @return seconds of each
   */
  List<Double> run(RankPlan plan) {
    List<Map<String, Double>> metrics = new ArrayList<>(common.start().log().metrics());
    List<Double> seconds = new ArrayList<>();
    Instant published = Instant.now();
    for (RankPlan.Step planned : plan.steps()) {
      long began = System.nanoTime();
      Map<String, Double> measured =
          work.take(metrics.size() + 1, common.from(), () -> step(planned));
      metrics.add(measured);
      int done = metrics.size();
      seconds.add((System.nanoTime() - began) * 1e-9);
      if (done == work.steps() || work.isDue(done)) {
        save(done, published, work.log(common.from().step(), metrics));
        published = Instant.now();
      }
      if (rank == 0) {
        report.add(new StepReport.Latest(done, measured));
      }
    }
    return seconds;
  }

  private Map<String, Double> step(RankPlan.Step step) {
    Loss<E> loss = recipe.loss().apply(recipe.baseline() ? baseline(step) : 0);
    Sums total = gathered(gradient(step, loss));
    Map<String, Double> measured = new TreeMap<>(loss.metrics(total, step.denominators()));
    TorchWorker.Update update = worker.update();
    measured.put("grad_norm", update.gradNorm());
    measured.put("learning_rate", update.learningRate());
    return measured;
  }

  private Sums gradient(RankPlan.Step step, Loss<E> loss) {
    Pass pass = recipe.pass();
    Set<TokenStatistic> statistics = pass.statistics() ? loss.statistics() : Set.of();
    int[] passes = {0};
    Sums sums =
        new MicroBatches<>(step.bundles(), recipe.examples(), pass.microBatch())
            .each(
                (sequences, known) -> {
                  passes[0]++;
                  Outputs outputs =
                      worker.pass(
                          WorkerScores.asked(sequences), pass.temperature(), statistics, true);
                  LossValue value = loss.evaluate(outputs, known, step.denominators());
                  if (lockstep || !isZero(value.gradient())) {
                    worker.backward(value.gradient());
                  }
                  return value;
                });
    idle(passes[0], step.passes(), true);
    return sums;
  }

  /** The mean log-ratio over the step's probes; as many passes by every worker, too. */
  private double baseline(RankPlan.Step step) {
    int[] passes = {0};
    Sums sums =
        new BaselineShard(step.bundles(), recipe.examples(), recipe.pass())
            .sums(
                sequences -> {
                  passes[0]++;
                  return worker
                      .pass(
                          WorkerScores.asked(sequences),
                          recipe.pass().temperature(),
                          Set.of(),
                          false)
                      .values();
                });
    idle(passes[0], step.passes(), false);
    return BaselineShard.mean(gathered(sums));
  }

  private void idle(int passes, int most, boolean gradient) {
    for (int more = passes; lockstep && more < most; more++) {
      worker.idle(gradient);
    }
  }

  /** The sums of all ranks, in their order. */
  private Sums gathered(Sums own) {
    Sums total = new Sums();
    worker.gather(SumsText.write(own)).forEach(text -> total.merge(SumsText.read(text)));
    return total;
  }

  private void save(int steps, Instant began, StepLog log) {
    if (rank != 0) {
      worker.save(Path.of(""));
      return;
    }
    common
        .store()
        .publish(
            work.checkpoints().at(steps),
            work.fingerprint(),
            began,
            log,
            staging -> {
              worker.save(staging);
              common.from().form().describe(staging);
              describe(staging);
            });
  }

  private void describe(Path staging) throws IOException {
    Files.write(
        staging.resolve(ENVIRONMENT),
        SettingsMapper.mapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(worker.environment()));
  }

  private static boolean isZero(double[][] gradient) {
    return Arrays.stream(gradient).flatMapToDouble(Arrays::stream).allMatch(value -> value == 0);
  }
}
