package dev.vireo.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests say what Kubernetes understands, and agree with each other. */
final class ManifestsTest {

  private static final Path CONF = Path.of("..", "..", "conf");
  private static final Path FOLDER = CONF.resolve("kubernetes");

  @ParameterizedTest
  @CsvSource({
    "driver-pod.yaml, spark-kubernetes-driver",
    "executor-pod.yaml, spark-kubernetes-executor",
    "executor-pod-gpu.yaml, spark-kubernetes-executor"
  })
  void aPodTemplateIsAPodThatNobodySpecialRuns(String file, String container) throws IOException {
    List<JsonNode> documents = StrictYaml.documents(FOLDER.resolve(file));
    assertThat(documents).hasSize(1);
    Pod pod = (Pod) StrictYaml.resource(documents.get(0));
    restricted(pod.getSpec(), container);
  }

  private static void restricted(PodSpec pod, String container) {
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(185);
    assertThat(pod.getContainers()).extracting(each -> each.getName()).containsExactly(container);
    assertThat(pod.getContainers().get(0).getSecurityContext().getAllowPrivilegeEscalation())
        .isFalse();
    assertThat(pod.getContainers().get(0).getSecurityContext().getCapabilities().getDrop())
        .containsExactly("ALL");
    assertThat(pod.getContainers().get(0).getEnvFrom().get(0).getSecretRef().getName())
        .isEqualTo("vireo-secrets");
  }

  @Test
  void aGpuPodGoesWhereGpusAre() throws IOException {
    JsonNode document = StrictYaml.documents(FOLDER.resolve("executor-pod-gpu.yaml")).get(0);
    PodSpec pod = ((Pod) StrictYaml.resource(document)).getSpec();
    assertThat(pod.getTolerations())
        .anySatisfy(
            toleration -> {
              assertThat(toleration.getKey()).isEqualTo("nvidia.com/gpu");
              assertThat(toleration.getEffect()).isEqualTo("NoSchedule");
            });
    assertThat(pod.getNodeSelector()).containsEntry("nvidia.com/gpu.present", "true");
  }

  @Test
  void theNamespaceHasWhatSubmissionsName() throws IOException {
    Properties settings = settings();
    String namespace = settings.getProperty("spark.kubernetes.namespace");
    boolean bound = false;
    boolean volume = false;
    for (JsonNode document : StrictYaml.documents(FOLDER.resolve("namespace.yaml"))) {
      HasMetadata resource = StrictYaml.resource(document);
      if (resource instanceof RoleBinding binding) {
        bound = true;
        assertThat(binding.getSubjects().get(0).getName())
            .isEqualTo(
                settings.getProperty("spark.kubernetes.authenticate.driver.serviceAccountName"));
      }
      if (resource instanceof PersistentVolumeClaim claim) {
        volume = true;
        for (String role : List.of("driver", "executor")) {
          String prefix = "spark.kubernetes." + role + ".volumes.persistentVolumeClaim.runs.";
          assertThat(claim.getMetadata().getName())
              .isEqualTo(settings.getProperty(prefix + "options.claimName"));
          assertThat(settings.getProperty(prefix + "mount.path")).isEqualTo("/vireo");
        }
      }
      String where = resource.getMetadata().getNamespace();
      assertThat(where == null ? resource.getMetadata().getName() : where).isEqualTo(namespace);
    }
    assertThat(bound).isTrue();
    assertThat(volume).isTrue();
  }

  @Test
  void theOperatorsApplicationIsTheSubmissions() throws IOException {
    List<JsonNode> documents = StrictYaml.documents(FOLDER.resolve("spark-application.yaml"));
    assertThat(documents).hasSize(1);
    SparkApplication application = StrictYaml.read(documents.get(0), SparkApplication.class);
    Properties settings = settings();

    assertThat(application.apiVersion()).isEqualTo("sparkoperator.k8s.io/v1beta2");
    assertThat(application.kind()).isEqualTo("SparkApplication");
    SparkApplication.Spec spec = application.spec();
    assertThat(spec.mainClass()).isEqualTo("dev.vireo.pipelines.cli.Vireo");
    assertThat(spec.image()).isEqualTo(settings.getProperty("spark.kubernetes.container.image"));
    spec.sparkConf()
        .forEach((key, value) -> assertThat(settings.getProperty(key)).as(key).isEqualTo(value));
    assertThat(spec.sparkConf()).containsKey("spark.driver.defaultJavaOptions");
    assertThat(spec.driver().memory()).isEqualTo(settings.getProperty("spark.driver.memory"));
    assertThat(spec.executor().memoryOverhead())
        .isEqualTo(settings.getProperty("spark.executor.memoryOverhead"));
    restricted(spec.driver().template().getSpec(), "spark-kubernetes-driver");
    restricted(spec.executor().template().getSpec(), "spark-kubernetes-executor");
    for (PodSpec pod :
        List.of(spec.driver().template().getSpec(), spec.executor().template().getSpec())) {
      assertThat(pod.getContainers().get(0).getVolumeMounts())
          .allSatisfy(
              mount ->
                  assertThat(pod.getVolumes())
                      .extracting(each -> each.getName())
                      .contains(mount.getName()));
    }
  }

  @Test
  void aFieldThatDoesNotExistIsFound() throws IOException {
    JsonNode document = StrictYaml.documents(FOLDER.resolve("executor-pod-gpu.yaml")).get(0);
    ((ObjectNode) document.path("spec").path("tolerations").get(0)).put("effects", "NoSchedule");
    assertThatThrownBy(() -> StrictYaml.resource(document))
        .isInstanceOf(UnrecognizedPropertyException.class)
        .hasMessageContaining("effects");
  }

  static Properties settings() throws IOException {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(CONF.resolve("spark-defaults-kubernetes.conf"))) {
      settings.load(file);
    }
    return settings;
  }
}
