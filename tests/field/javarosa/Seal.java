import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a record as phones do: arguments are the public key (base64), the hash of the mask (SHA-256 or SHA-1), the
 * folder to write into, the instance id, and then the files, the record itself last. The order and the start values are
 * those of ODK Collect's EncryptionUtils.
 */
public class Seal {
    public static void main(String[] args) throws Exception {
        PublicKey key = KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(args[0])));
        Path to = Path.of(args[2]);
        String instance = args[3];
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        String wrapped = wrap(key, args[1], secret);
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(instance.getBytes(StandardCharsets.UTF_8));
        byte[] seed = md5.digest(secret);
        StringBuilder signed = new StringBuilder("protected-report\n1\n" + wrapped + "\n" + instance + "\n");
        StringBuilder media = new StringBuilder();
        for (int number = 4; number < args.length; number++) {
            Path file = Path.of(args[number]);
            boolean record = number == args.length - 1;
            String name = record ? "submission.xml" : file.getFileName().toString();
            int step = number - 4;
            seed[step % 16]++;
            Cipher cipher = Cipher.getInstance("AES/CFB/PKCS5Padding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new IvParameterSpec(seed));
            byte[] plain = Files.readAllBytes(file);
            Files.write(to.resolve(name + ".enc"), cipher.doFinal(plain));
            signed.append(name).append("::").append(hex(MessageDigest.getInstance("MD5").digest(plain))).append("\n");
            if (!record) {
                media.append("<media><file>").append(name).append(".enc</file></media>");
            }
        }
        byte[] digest = MessageDigest.getInstance("MD5").digest(signed.toString().getBytes(StandardCharsets.UTF_8));
        Files.writeString(to.resolve("manifest.xml"),
            "<data xmlns=\"http://opendatakit.org/submissions\" encrypted=\"yes\" id=\"protected-report\" version=\"1\">"
            + "<base64EncryptedKey>" + wrapped + "</base64EncryptedKey>"
            + "<meta xmlns=\"http://openrosa.org/xforms\"><instanceID>" + instance + "</instanceID></meta>" + media
            + "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile><base64EncryptedElementSignature>"
            + wrap(key, args[1], digest) + "</base64EncryptedElementSignature></data>");
    }

    private static String wrap(PublicKey key, String mask, byte[] data) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key,
            new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(mask), PSource.PSpecified.DEFAULT));
        return Base64.getEncoder().encodeToString(cipher.doFinal(data));
    }

    private static String hex(byte[] data) {
        StringBuilder text = new StringBuilder();
        for (byte one : data) {
            text.append(String.format("%02x", one));
        }
        return text.toString();
    }
}
