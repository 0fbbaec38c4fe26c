package dev.vireo.pipelines.plan;

import dev.vireo.algorithms.Counted;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.pipelines.run.IteratedRun;
import dev.vireo.pipelines.run.ModelWork;
import dev.vireo.pipelines.run.PolicyWork;
import dev.vireo.pipelines.run.Stage;
import dev.vireo.pipelines.run.StageWork;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a run takes by the floating-point operations of its models: of a token's way forward 2
 * for each parameter that multiplies it and 4 for each dimension of each layer's heads and each
 * token that it attends to, half of the completion on average; three times as many in training,
 * four where layers are computed again. Rewards without a model, data and the exchange of gradients
 * take no time here.
 */
final class ComputedTime {

  private static final double TERA = 1e12;

  private static final String EVALUATION = "evaluate-policy";

  private final IteratedRun config;
  private final Layout layout;
  private final Lengths lengths;
  private final double tflops;

  private ComputedTime(IteratedRun config, Layout layout, Lengths lengths, double tflops) {
    this.config = config;
    this.layout = layout;
    this.lengths = lengths;
    this.tflops = tflops;
  }

  /**
   * The time.
   *
   * @param tflops what a slot computes, in 10^12 operations a second
   */
  static Plan.Time of(
      IteratedRun config, List<Stage> stages, Layout layout, Lengths lengths, double tflops) {
    ComputedTime computed = new ComputedTime(config, layout, lengths, tflops);
    List<Plan.StageTime> times = new ArrayList<>();
    double evaluation = 0;
    for (Stage stage : stages) {
      for (StageWork work : stage.ofIterations() ? stage.works() : List.<StageWork>of()) {
        if (stage.name().equals(EVALUATION)) {
          evaluation += computed.evaluation(work);
        } else if (!stage.name().startsWith("evaluate-")) {
          computed.forward(work).ifPresent(flops -> times.add(computed.time(stage, work, flops)));
        }
      }
    }
    return Plan.Time.of(
        config,
        "%s TFLOP/s a slot, completions of %s%s"
            .formatted(tflops, Counted.of(lengths.completion(), "tokens"), computed.rounds()),
        layout,
        times,
        evaluation);
  }

  private String rounds() {
    int rounds = config.dynamicSampling().maxRounds();
    return switch (rounds) {
      case 0 -> "";
      case 1 -> ", one round of dynamic sampling";
      default -> ", all %d rounds of dynamic sampling".formatted(rounds);
    };
  }

  private Plan.StageTime time(Stage stage, StageWork work, double flopsOfToken) {
    boolean rounds =
        config.dynamicSampling().isAsked() && Plan.Time.isSampled(config, stage.name());
    int prompts =
        rounds
            ? config.dynamicSampling().inRound(config.promptsPerIteration())
            : config.promptsPerIteration();
    double tokens =
        (double) prompts
            * (lengths.prompt() + (double) config.rollouts().groupSize() * lengths.completion());
    double passes =
        work.trains()
            ? config.passesPerIteration()
            : rounds ? config.dynamicSampling().maxRounds() : 1;
    return new Plan.StageTime(
        stage.name(),
        passes * seconds(tokens * flopsOfToken, work.tasks()),
        layout.used(work.tasks()));
  }

  /** Of held-out prompts whose number the settings say; 0 where they do not. */
  private double evaluation(StageWork work) {
    int prompts = config.evaluation().prompts();
    double tokens =
        (double) prompts
            * (lengths.prompt() + (double) config.evaluation().samples() * lengths.completion());
    return prompts == 0 ? 0 : seconds(tokens * forward(work).orElse(0), work.tasks());
  }

  /** In waves of equal tasks. */
  private double seconds(double flops, int tasks) {
    return flops / tasks * PolicyWork.parts(tasks, layout.given()) / (tflops * TERA);
  }

  /** Operations of a token; empty for work without a model. */
  private OptionalDouble forward(StageWork work) {
    if (work instanceof PolicyWork policy) {
      return OptionalDouble.of(policy.kind().passes() * forward(config.shape(), config.head()));
    }
    return work instanceof ModelWork model
        ? OptionalDouble.of(
            model.kind().passes() * forward(model.model().config(), model.model().head()))
        : OptionalDouble.empty();
  }

  private double forward(ModelConfig model, Head head) {
    long embedding = (long) model.vocabularySize() * model.hiddenSize();
    // An embedding that is not the output projection too is looked up, not multiplied.
    boolean lookedUp = !model.tiedEmbeddings() || head instanceof ScalarHead;
    double multiplied = ParameterLayout.of(model, head).size() - (lookedUp ? embedding : 0);
    double attended = lengths.prompt() + lengths.completion() / 2.0;
    return 2 * multiplied + 4.0 * model.layers() * model.heads() * model.headDim() * attended;
  }
}
