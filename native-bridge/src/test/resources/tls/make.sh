#!/bin/sh
# Makes the certificates of the tests anew, in this folder: sh make.sh (OpenSSL 3). They are valid for a hundred years, but for expired.pem.
# None of them is secret or trusted by anybody; the keys of the authorities are thrown away.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
days=36500

ec() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }

# sign NAME KEY AUTHORITY SUBJECT EXTENSIONS: NAME.pem, signed by $work/AUTHORITY.{pem,key}
sign() {
  openssl req -new -key "$2" -subj "$4" -out "$work/csr"
  printf '%b' "$5" > "$work/ext"
  openssl x509 -req -in "$work/csr" -CA "$work/$3.pem" -CAkey "$work/$3.key" -CAcreateserial -days $days -extfile "$work/ext" -out "$1.pem" 2>/dev/null
}

ec "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -days $days -subj '/CN=Sluice test authority' -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$work/ca.pem"
cp "$work/ca.pem" ca.pem

leaf='basicConstraints=critical,CA:FALSE\nkeyUsage=digitalSignature\n'
server="${leaf}extendedKeyUsage=serverAuth\n"

# One key in every dress that keys wear.
ec localhost.key
openssl pkey -in localhost.key -traditional -out localhost-sec1.key
openssl ecparam -name prime256v1 -out "$work/params.pem"
cat "$work/params.pem" localhost-sec1.key > localhost-params.key
openssl pkcs8 -topk8 -in localhost.key -v2 aes-256-cbc -passout pass:secret -out localhost-encrypted.key
openssl ec -in localhost.key -aes128 -passout pass:secret -out localhost-proctype.key 2>/dev/null
sign localhost localhost.key ca /CN=localhost "${server}subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"

openssl genrsa -traditional -out rsa-pkcs1.key 2048 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in rsa-pkcs1.key -out rsa.key
sign rsa rsa.key ca /CN=rsa.test "${server}subjectAltName=DNS:rsa.test"

ec wildcard.key
sign wildcard wildcard.key ca '/CN=*.example.test' "${server}subjectAltName=DNS:*.example.test"
ec other.key
sign other other.key ca /CN=other.test "${server}subjectAltName=DNS:other.test"

ec client.key
sign client client.key ca /CN=client "${leaf}extendedKeyUsage=clientAuth"

# Nobody's but its own.
ec selfsigned.key
openssl req -x509 -new -key selfsigned.key -days $days -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -out selfsigned.pem

# localhost <- intermediate <- ca
ec "$work/intermediate.key"
sign "$work/intermediate" "$work/intermediate.key" ca '/CN=Sluice test intermediate' 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign\n'
ec intermediate-leaf.key
sign intermediate-leaf intermediate-leaf.key intermediate /CN=localhost "${server}subjectAltName=DNS:localhost"
cat intermediate-leaf.pem "$work/intermediate.pem" > intermediate-chain.pem

# Valid for the year 2001 only: «openssl x509» takes no dates, «openssl ca» does.
ec expired.key
openssl req -new -key expired.key -subj /CN=localhost -out "$work/csr"
touch "$work/index"
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' "$work" "$work" > "$work/ca.cnf"
printf '%b' "${server}subjectAltName=DNS:localhost,IP:127.0.0.1" > "$work/ext"
openssl ca -batch -notext -config "$work/ca.cnf" -cert "$work/ca.pem" -keyfile "$work/ca.key" -in "$work/csr" -startdate 20010101000000Z -enddate 20020101000000Z -extfile "$work/ext" -out expired.pem 2>/dev/null
