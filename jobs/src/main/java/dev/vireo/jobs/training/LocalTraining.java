package dev.vireo.jobs.training;

import dev.vireo.algorithms.loss.Loss;
import dev.vireo.jobs.policy.CheckpointStore;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.PolicyForm;
import dev.vireo.jobs.policy.StepLog;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.models.checkpoint.OptimizerState;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.training.AdamW;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Steps by the engine that comes with Vireo: parameters out by broadcast, gradients of the shards
 * in, AdamW on the driver.
 */
final class LocalTraining {
  private final StageContext context;
  private final PolicyCheckpoint from;
  private final CheckpointStore store;
  private final GradientExchange exchange;

  /**
   * @param from the policy that the work begins with
   */
  LocalTraining(StageContext context, PolicyCheckpoint from) {
    this.context = context;
    this.from = from;
    this.store = new CheckpointStore(context.run(), from.under());
    this.exchange = ExchangeChoice.on(context.spark());
  }

  <E> Trainer.Outcome train(
      Trainer.Work work, Trainer.Start start, Recipe<E> recipe, StopCondition stop) {
    PolicyCheckpoint latest = start.checkpoint();
    PolicyForm form = latest.form();
    StateAtHand.State begun = state(start, form);
    ParameterSet parameters = begun.parameters();
    AdamW optimizer = new AdamW(work.optimizer(), begun.optimizer());
    List<Map<String, Double>> metrics = new ArrayList<>(start.log().metrics());
    List<Double> seconds = new ArrayList<>();
    int done = start.log().stageSteps();
    StageProgress progress =
        StageProgress.start(
            context.progress(),
            StageProgress.Subject.of(work.fingerprint().stage(), work.iteration()).after(done),
            stop.decidesTheEnd() ? StageStatus.OPEN : work.steps(),
            "steps");
    Instant published = Instant.now();
    boolean ended = false;
    try {
      for (int step = done; step < work.steps() && !ended; step++) {
        long began = System.nanoTime();
        int number = step;
        Map<String, Double> measured =
            work.take(
                step + 1, from, () -> step(work, number, recipe, form, parameters, optimizer));
        metrics.add(measured);
        seconds.add((System.nanoTime() - began) * 1e-9);
        ended = stop.ends(step + 1, parameters);
        boolean last = ended || step + 1 == work.steps();
        if (last || work.isDue(step + 1)) {
          latest =
              store.publish(
                  // An early end is the end: it takes the name of the last step.
                  work.checkpoints().at(last ? work.steps() : step + 1),
                  work.fingerprint(),
                  published,
                  new CheckpointStore.Content(
                      form, parameters, optimizer.state(), work.log(from.step(), metrics)));
          published = Instant.now();
        }
        progress.advance(1, StepMetrics.shown(measured));
      }
    } catch (Exception e) {
      // Spark's own is checked, and thrown undeclared.
      progress.fail();
      throw e;
    }
    StateAtHand.keep(latest, new StateAtHand.State(parameters, optimizer.state()));
    progress.finish(
        metrics.isEmpty() ? Map.of() : StepMetrics.shown(metrics.get(metrics.size() - 1)));
    return new Trainer.Outcome(
        latest, new StepLog(latest.step(), metrics.size(), metrics), List.copyOf(seconds));
  }

  private static StateAtHand.State state(Trainer.Start start, PolicyForm form) {
    Path files = start.checkpoint().local();
    if (start.optimizer()) {
      return StateAtHand.take(start.checkpoint())
          .orElseGet(
              () -> new StateAtHand.State(form.parameters(files), form.optimizerState(files)));
    }
    ParameterSet parameters = form.parameters(files);
    return new StateAtHand.State(parameters, OptimizerState.initial(parameters));
  }

  private <E> Map<String, Double> step(
      Trainer.Work work,
      int step,
      Recipe<E> recipe,
      PolicyForm form,
      ParameterSet parameters,
      AdamW optimizer) {
    StepPlanner.Step plan = recipe.plan().step(step);
    String name = work.fingerprint().stage() + " step " + (from.step() + step + 1);
    Loss<E> loss;
    ShardGradient total;
    try (BroadcastParameters sent = BroadcastParameters.send(context.spark(), form, parameters)) {
      loss = recipe.loss().apply(recipe.baseline() ? baseline(name, sent, recipe, plan) : 0);
      total = exchange.sum(name, sent, recipe.gradientTasks(plan, loss));
    }
    Map<String, Double> measured = new TreeMap<>(loss.metrics(total.sums(), plan.denominators()));
    ParameterSet gradient =
        total.gradient().isEmpty() ? ParameterSet.zeros(parameters.sizes()) : total.gradient();
    measured.put("grad_norm", optimizer.step(parameters, gradient));
    measured.put("learning_rate", optimizer.learningRate());
    return measured;
  }

  private double baseline(
      String name, BroadcastParameters sent, Recipe<?> recipe, StepPlanner.Step plan) {
    return BaselineShard.mean(
        exchange.sum(name + ", baseline", sent, recipe.baselineTasks(plan)).sums());
  }
}
