package dev.vireo.pipelines.plan;

import dev.vireo.jobs.rollouts.RolloutSettings;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.PolicyRun;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long a run's sequences are at most, as far as its settings say.
 *
 * @param prompt tokens of the longest prompt
 * @param completion tokens of the longest completion
 * @param source where the prompt's length comes from
 */
record Lengths(int prompt, int completion, String source) {

  /** Assumed if nothing says how long prompts are. */
  private static final int USUAL_PROMPT = 256;

  /**
   * @param promptTokens what the user says
   */
  static Lengths of(ModelRun config, ModelConfig model, OptionalInt promptTokens) {
    Optional<PolicyRun> policy =
        Optional.of(config).filter(PolicyRun.class::isInstance).map(PolicyRun.class::cast);
    int limit = policy.map(each -> each.prompts().maxPromptTokens()).orElse(0);
    int longest = policy.map(PolicyRun::rollouts).orElse(RolloutSettings.defaults()).maxNewTokens();
    int prompt =
        promptTokens.isPresent() ? promptTokens.getAsInt() : limit > 0 ? limit : USUAL_PROMPT;
    String source =
        promptTokens.isPresent()
            ? "--prompt-tokens"
            : limit > 0 ? "prompts.max-prompt-tokens" : "assumed; set with --prompt-tokens";
    // Where nobody says how long prompts are, completions have their room first.
    boolean assumed = promptTokens.isEmpty() && limit == 0;
    int left = assumed ? model.contextLength() - longest : model.contextLength() - 1;
    int fitting = Math.max(1, Math.min(prompt, left));
    int room = Math.max(1, model.contextLength() - fitting);
    return new Lengths(fitting, Math.min(longest, room), source);
  }
}
