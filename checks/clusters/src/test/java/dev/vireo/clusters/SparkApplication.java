package dev.vireo.clusters;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;

/**
 * The part of the Spark operator's {@code sparkoperator.k8s.io/v1beta2} that our manifest uses, by
 * the names of its published Go types. Its pod templates are Kubernetes' own.
 */
record SparkApplication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

  record Spec(
      String type,
      String mode,
      String sparkVersion,
      String image,
      String imagePullPolicy,
      String mainClass,
      String mainApplicationFile,
      List<String> arguments,
      Map<String, String> sparkConf,
      RestartPolicy restartPolicy,
      long timeToLiveSeconds,
      Driver driver,
      Executor executor) {}

  record RestartPolicy(
      String type,
      int onFailureRetries,
      long onFailureRetryInterval,
      int onSubmissionFailureRetries,
      long onSubmissionFailureRetryInterval) {}

  record Driver(
      int cores,
      String memory,
      String memoryOverhead,
      String serviceAccount,
      @JsonProperty("template") PodTemplateSpec template) {}

  record Executor(
      int instances,
      int cores,
      String memory,
      String memoryOverhead,
      @JsonProperty("template") PodTemplateSpec template) {}
}
