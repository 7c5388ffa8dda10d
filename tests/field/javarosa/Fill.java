import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills forms with the engine of ODK Collect. Each argument is a folder with form.xml, the lists it asks for, and
 * answers.txt: lines "path=value", "path!value" for one that must be refused, "path*n" for n repeats.
 * Writes record.xml into the folder.
 */
public class Fill {
    public static void main(String[] folders) throws Exception {
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        for (String folder : folders) {
            Files.write(Path.of(folder, "record.xml"), fill(Path.of(folder)));
        }
    }

    private static byte[] fill(Path folder) throws Exception {
        Map<String, String> answers = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        Map<String, Integer> repeats = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("answers.txt"))) {
            int at = indexOfSign(line);
            String path = line.substring(0, at);
            String value = line.substring(at + 1);
            switch (line.charAt(at)) {
                case '=' -> answers.put(path, value);
                case '!' -> refused.put(path, value);
                default -> repeats.put(path, Integer.valueOf(value));
            }
        }
        ReferenceManager.instance().reset();
        ReferenceManager.instance().addReferenceFactory(new Folder(folder));
        FormDef form = XFormUtils.getFormFromFormXml(folder.resolve("form.xml").toString(), null);
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        int event = controller.jumpToIndex(org.javarosa.core.model.FormIndex.createBeginningOfFormIndex());
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            String path = path(controller);
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                int number = controller.getModel().getFormIndex().getReference().getMultLast();
                if (number < repeats.getOrDefault(path.replaceAll("\\[\\d+\\]$", ""), 0)) {
                    controller.newRepeat();
                }
            } else if (event == FormEntryController.EVENT_QUESTION) {
                FormEntryPrompt prompt = controller.getModel().getQuestionPrompt();
                if (refused.containsKey(path)) {
                    int said = controller.answerQuestion(cast(prompt, refused.get(path)), true);
                    if (said != FormEntryController.ANSWER_CONSTRAINT_VIOLATED || prompt.getConstraintText() == null) {
                        throw new IllegalStateException(path + " took " + refused.get(path) + " or gave no reason");
                    }
                }
                IAnswerData answer = answers.containsKey(path) ? cast(prompt, answers.remove(path)) : prompt.getAnswerValue();
                int said = controller.answerQuestion(answer, true);
                if (said != FormEntryController.ANSWER_OK) {
                    throw new IllegalStateException(path + " refused " + (answer == null ? "nothing" : answer.getDisplayText()));
                }
            }
            event = controller.stepToNextEvent();
        }
        if (!answers.isEmpty()) {
            throw new IllegalStateException("never asked: " + answers.keySet());
        }
        controller.finalizeFormEntry();
        return new XFormSerializingVisitor().serializeInstance(form.getMainInstance(), form);
    }

    private static int indexOfSign(String line) {
        for (int at = 0; at < line.length(); at++) {
            if ("=!*".indexOf(line.charAt(at)) >= 0) {
                return at;
            }
        }
        throw new IllegalArgumentException(line);
    }

    private static String path(FormEntryController controller) {
        if (controller.getModel().getFormIndex().getReference() == null) {
            return "";
        }
        String full = controller.getModel().getFormIndex().getReference().toString(true);
        return full.replace("[1]", "").replaceFirst("^/data/?", "");
    }

    private static IAnswerData cast(FormEntryPrompt prompt, String text) {
        List<SelectChoice> choices = prompt.getSelectChoices();
        if (choices != null && choices.isEmpty()) {
            throw new IllegalStateException("a list without choices: " + prompt.getQuestionText());
        }
        if (choices != null) {
            List<Selection> chosen = new ArrayList<>();
            for (String word : text.split(" ")) {
                chosen.add(choices.stream().filter(one -> one.getValue().equals(word)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(word + " is no choice of " + choices)).selection());
            }
            boolean many = prompt.getControlType() == org.javarosa.core.model.Constants.CONTROL_SELECT_MULTI;
            return many ? new MultipleItemsData(chosen) : new SelectOneData(chosen.get(0));
        }
        return AnswerDataFactory.templateByDataType(prompt.getDataType()).cast(new UncastData(text));
    }

    /** Finds jr://file-csv/posts.csv and its like in the folder of the form. */
    private static final class Folder extends PrefixedRootFactory {
        private final Path home;

        Folder(Path home) {
            super(new String[] {"file-csv", "file", "images", "audio", "video"});
            this.home = home;
        }

        @Override
        protected Reference factory(String terminal, String uri) {
            Path path = home.resolve(terminal.replaceFirst("^/+", ""));
            return new Reference() {
                public boolean doesBinaryExist() { return Files.exists(path); }
                public InputStream getStream() throws java.io.IOException { return Files.newInputStream(path); }
                public String getURI() { return uri; }
                public String getLocalURI() { return path.toString(); }
                public boolean isReadOnly() { return true; }
                public java.io.OutputStream getOutputStream() { throw new UnsupportedOperationException(); }
                public void remove() { throw new UnsupportedOperationException(); }
                public Reference[] probeAlternativeReferences() { return new Reference[0]; }
            };
        }
    }
}
