package dev.vireo.clusters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.Yaml;

/** Reads manifests into the Kubernetes client's classes; a field that these do not have fails. */
final class StrictYaml {

  private static final ObjectMapper MAPPER = mapper();
  private static final KubernetesSerialization KINDS = new KubernetesSerialization();

  private StrictYaml() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.setAnnotationIntrospector(
        new JacksonAnnotationIntrospector() {
          private static final long serialVersionUID = 1L;

          // The classes keep what they do not know; here that is a mistake.
          @Override
          public Boolean hasAnySetter(Annotated annotated) {
            return false;
          }
        });
    return mapper;
  }

  /** The documents of a file, as trees with their aliases resolved. */
  static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(Files.readString(file))) {
      documents.add(MAPPER.valueToTree(document));
    }
    return documents;
  }

  /** A document as the class of its kind. */
  static HasMetadata resource(JsonNode document) throws JsonProcessingException {
    Class<? extends HasMetadata> type =
        KINDS
            .getRegisteredKubernetesResource(
                document.path("apiVersion").asText(), document.path("kind").asText())
            .asSubclass(HasMetadata.class);
    return MAPPER.treeToValue(document, type);
  }

  /** A document as a class. */
  static <T> T read(JsonNode document, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(document, type);
  }
}
