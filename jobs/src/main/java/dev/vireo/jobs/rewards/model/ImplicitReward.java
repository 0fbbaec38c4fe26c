package dev.vireo.jobs.rewards.model;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardFunctionProvider;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardOptions;
import dev.vireo.jobs.rewards.StepReward;
import dev.vireo.models.directory.ModelDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reward that a policy trained by DPO implies: beta x log(policy / reference), of a completion
 * (arXiv 2305.18290, equation 5, but for what depends on the prompt alone) or of each of its tokens
 * (arXiv 2404.12358, section 4): then the sum of a completion's steps is its reward.
 *
 * <p>Texts become tokens by the policy's tokenizer, and no token is added to the prompt; the
 * completion's own tokens are taken where they are that tokenizer's.
 */
public final class ImplicitReward implements RewardFunctionProvider<ImplicitRewardOptions> {

  static final String TYPE = "implicit-reward";

  private record OfTokens(TokenRatios ratios) implements BatchStepRewardFunction {
    @Override
    public List<List<StepReward>> stepsOf(List<RewardInput> inputs) {
      return ratios.of(inputs);
    }

    @Override
    public Map<String, Object> identity(Map<String, Object> options) {
      return ratios.identity(options);
    }
  }

  private record OfCompletion(TokenRatios ratios) implements BatchRewardFunction {
    @Override
    public double[] rewards(List<RewardInput> inputs) {
      return ratios.of(inputs).stream()
          .mapToDouble(steps -> steps.stream().mapToDouble(StepReward::reward).sum())
          .toArray();
    }

    @Override
    public Map<String, Object> identity(Map<String, Object> options) {
      return ratios.identity(options);
    }
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public ImplicitRewardOptions defaults() {
    return ImplicitRewardOptions.defaults();
  }

  @Override
  public RewardFunction create(ImplicitRewardOptions options) {
    ClassifierVersion policy = version(RewardOptions.needed("path", options.path()));
    ClassifierVersion reference = version(RewardOptions.needed("reference", options.reference()));
    int vocabulary = policy.config().vocabularySize();
    int other = reference.config().vocabularySize();
    if (vocabulary != other) {
      throw new InputException(
          "option 'reference' names a model of %d tokens, and option 'path' one of %d: name the policy that it was trained from"
              .formatted(other, vocabulary));
    }
    TokenRatios ratios =
        new TokenRatios(
            policy, reference, options.beta(), Math.min(options.tokensPerBatch(), 1 << 30));
    return options.tokens() ? new OfTokens(ratios) : new OfCompletion(ratios);
  }

  static ClassifierVersion version(String location) {
    RewardModelDirectory place = RewardModelDirectory.of(location);
    return ClassifierVersion.of(place.folder(), ModelDirectory.open(place.path()));
  }

  /** Both directories count by their files, wherever they are. */
  static Map<String, Object> identity(
      Map<String, Object> options, ClassifierVersion policy, ClassifierVersion reference) {
    Map<String, Object> identity = new LinkedHashMap<>(policy.identity(options));
    identity.put("reference", reference.key());
    return identity;
  }
}
