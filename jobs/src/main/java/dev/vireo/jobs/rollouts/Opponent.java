package dev.vireo.jobs.rollouts;

import dev.vireo.algorithms.sampling.GeometricMixture;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.models.sampling.PromptTokens;
import dev.vireo.models.sampling.SampleRequest;
import dev.vireo.models.sampling.SampledGroup;
import dev.vireo.models.sampling.Sampler;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who the policy's completions are compared with: the reference policy, or the mixture of both.
 *
 * @param reference the reference policy
 * @param mixture the reference's weight in the mixture; null for the reference alone
 */
public record Opponent(PolicyCheckpoint reference, Double mixture) {

  /**
   * Half of each group by the policy, the other half by the opponent.
   *
   * @param conversations how completions become conversations, in which either writes all turns;
   *     empty where they are one message
   */
  ChunkSampler sampler(PromptSampler policy, Optional<Conversations> conversations) {
    GeometricMixture weight = mixture == null ? null : new GeometricMixture(mixture);
    return new Both(policy, reference.version(), weight, conversations.orElse(null));
  }

  /**
   * Two samplers.
   *
   * @param mixture null for the reference alone, since no Optional travels
   * @param conversations null where completions are one message
   */
  private record Both(
      PromptSampler policy,
      ModelVersion reference,
      GeometricMixture mixture,
      Conversations conversations)
      implements ChunkSampler {

    @Override
    public List<List<Completion>> sample(List<Prompt> prompts) {
      int half = policy.settings().groupSize() / 2;
      List<List<Completion>> own = complete(prompts, policy.part(0, half, policy::own));
      List<List<Completion>> others = complete(prompts, policy.part(half, half, this::opponents));
      List<List<Completion>> groups = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        List<Completion> group = new ArrayList<>(own.get(i));
        group.addAll(others.get(i));
        groups.add(group);
      }
      return groups;
    }

    private List<List<Completion>> complete(List<Prompt> prompts, TurnSampler turns) {
      return (conversations == null ? turns : conversations.of(turns)).sample(prompts);
    }

    private List<SampledGroup> opponents(List<PromptTokens> prompts, SampleRequest request) {
      return ModelPool.with(
          Role.POLICY,
          reference,
          other ->
              mixture == null
                  ? new Sampler(other).sample(prompts, request)
                  : ModelPool.with(
                      Role.POLICY,
                      policy.version(),
                      own -> Sampler.ofMixture(own, other, mixture).sample(prompts, request)));
    }
  }
}
