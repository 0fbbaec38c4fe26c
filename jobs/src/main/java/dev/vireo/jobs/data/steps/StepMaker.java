package dev.vireo.jobs.data.steps;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.data.prompts.RowKey;
import dev.vireo.jobs.data.source.ColumnPlan;
import dev.vireo.jobs.data.source.Draft;
import dev.vireo.jobs.data.source.DraftMaker;
import dev.vireo.jobs.data.source.SourceRow;
import dev.vireo.jobs.data.steps.ProcessRewardRecipe.StepTokens;
import dev.vireo.schemas.StepExample;
import dev.vireo.store.parquet.TokenLists;
import java.util.Arrays;
import java.util.List;

/** Makes an example of a row: a prompt, a list of steps and a list of labels. */
final class StepMaker implements DraftMaker<StepExample> {
  private final StepLabelSettings settings;
  private final ProcessRewardRecipe recipe;
  private final PromptEncoder encoder;
  private final ColumnPlan plan;

  StepMaker(StepLabelSettings settings, ProcessRewardRecipe recipe, PromptEncoder encoder) {
    this.settings = settings;
    this.recipe = recipe;
    this.encoder = encoder;
    this.plan = plan(settings);
  }

  static ColumnPlan plan(StepLabelSettings settings) {
    return ColumnPlan.none()
        .need(settings.idColumn())
        .need(List.of(settings.promptColumn(), settings.stepsColumn(), settings.labelColumn()));
  }

  @Override
  public Draft<StepExample> make(SourceRow row) {
    RowKey key = RowKey.of(row, plan, settings.idColumn(), null);
    if (key.problem() != null) {
      return Draft.bad(row, key.problem());
    }
    String prompt = plan.value(row, settings.promptColumn());
    if (prompt == null || prompt.isBlank()) {
      return Draft.bad(
          row, "has no prompt in column '%s'; remove the row".formatted(settings.promptColumn()));
    }
    List<String> steps;
    double[] labels;
    try {
      steps = StepCells.steps(settings.stepsColumn(), plan.value(row, settings.stepsColumn()));
      labels =
          StepCells.labels(
              settings.labelColumn(), plan.value(row, settings.labelColumn()), steps.size());
    } catch (InputException e) {
      return Draft.bad(row, e.getMessage());
    }
    StepTokens tokens = recipe.tokens(encoder::encode, prompt, steps);
    if (tokens.promptIds().length == 0) {
      return Draft.bad(
          row,
          "has a prompt in column '%s' that the tokenizer turns into no tokens"
              .formatted(settings.promptColumn()));
    }
    double[] kept = Arrays.copyOf(labels, tokens.ends().length);
    if (Arrays.stream(kept).allMatch(Double::isNaN)) {
      return Draft.leftOut(row, key.id());
    }
    StepExample made =
        StepExample.newBuilder()
            .setExampleId("")
            .setPrompt(prompt)
            .setPromptTokenIds(TokenLists.list(tokens.promptIds()))
            .setCompletionTokenIds(TokenLists.list(tokens.completionIds()))
            .setStepEnds(TokenLists.list(tokens.ends()))
            .setLabels(Arrays.stream(kept).boxed().toList())
            .setSteps(steps.size())
            .build();
    return Draft.of(row, made, key.id(), 0, key.eval());
  }
}
